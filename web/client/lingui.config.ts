/** The first words come with the sign-in and the inbox; those of the larger pages with the pages. */
const PAGES = ["quotations", "dashboard", "contacts", "templates", "campaigns", "reports", "administration", "settings", "notifications", "mail", "ways"];

const SHARED: Record<string, readonly string[]> = { "src/drafting": ["quotations", "campaigns"] }; // parts of several pages: their words come with each

const TESTS = "**/*.test.*";
const GALLERY = "src/gallery/**"; // read by developers

export default {
  sourceLocale: "en",
  locales: ["en", "th"],
  fallbackLocales: { default: "en" },
  catalogs: [
    { path: "<rootDir>/src/locales/{locale}", include: ["src"], exclude: [TESTS, GALLERY, ...Object.keys(SHARED).map((folder) => `${folder}/**`), ...PAGES.map((page) => `src/${page}/**`)] },
    ...PAGES.map((page) => ({ path: `<rootDir>/src/locales/${page}/{locale}`, include: [`src/${page}`, ...sharedBy(page)], exclude: [TESTS] })),
  ],
};

function sharedBy(page: string): string[] {
  return Object.keys(SHARED).filter((folder) => SHARED[folder]?.includes(page));
}
