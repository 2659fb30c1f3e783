import { createTheme, defaultVariantColorsResolver } from "@mantine/core";

// What locks the page's scrolling writes a <style> element, which the Content-Security-Policy forbids; the page itself never scrolls.
const unlocked = { lockScroll: false, transitionProps: { duration: 120 } };

export const theme = createTheme({
  respectReducedMotion: true,
  cursorType: "pointer",
  defaultRadius: "md",
  fontFamily: "var(--font)",
  // By name and not by component, or all of them would come with the sign-in.
  components: {
    Modal: { defaultProps: { ...unlocked, centered: true } },
    Drawer: { defaultProps: unlocked },
    InputWrapper: { defaultProps: { withAsterisk: false } },
    Button: { defaultProps: { size: "sm" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
  },
  /** On the accent of the dark theme white text cannot be read. */
  variantColorResolver: (input) => {
    const resolved = defaultVariantColorsResolver(input);
    const plain = input.color === undefined || input.color === input.theme.primaryColor;
    return input.variant === "filled" && plain ? { ...resolved, color: "var(--accent-ink)" } : resolved;
  },
});
