/** The first words come with the sign-in and the inbox; those of the larger pages with the pages. */
export default {
  sourceLocale: "en",
  locales: ["en", "th"],
  fallbackLocales: { default: "en" },
  catalogs: [
    { path: "<rootDir>/src/locales/{locale}", include: ["src"], exclude: ["**/*.test.*", "src/quotations/**"] },
    { path: "<rootDir>/src/locales/quotations/{locale}", include: ["src/quotations"], exclude: ["**/*.test.*"] },
  ],
};
