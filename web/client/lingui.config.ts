/** The first words come with the sign-in and the inbox; those of the larger pages with the pages. */
const PAGES = ["quotations", "dashboard", "contacts", "templates", "campaigns", "reports", "administration", "settings", "notifications", "mail", "ways"];

const TESTS = "**/*.test.*";
const GALLERY = "src/gallery/**"; // read by developers

export default {
  sourceLocale: "en",
  locales: ["en", "th"],
  fallbackLocales: { default: "en" },
  catalogs: [
    { path: "<rootDir>/src/locales/{locale}", include: ["src"], exclude: [TESTS, GALLERY, ...PAGES.map((page) => `src/${page}/**`)] },
    ...PAGES.map((page) => ({ path: `<rootDir>/src/locales/${page}/{locale}`, include: [`src/${page}`], exclude: [TESTS] })),
  ],
};
