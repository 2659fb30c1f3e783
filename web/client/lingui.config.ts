export default {
  sourceLocale: "en",
  locales: ["en", "th"],
  catalogs: [{ path: "<rootDir>/src/locales/{locale}", include: ["src"], exclude: ["**/*.test.*"] }],
};
