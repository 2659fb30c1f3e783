import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { type RenderResult, render as renderPlain } from "@testing-library/react";
import type { ReactNode } from "react";
import { theme } from "../theme/theme";

/** Renders as the console would, without transitions and portals. */
export function render(shown: ReactNode): RenderResult {
  return renderPlain(shown, {
    wrapper: ({ children }) => (
      <I18nProvider i18n={i18n}>
        <MantineProvider theme={theme} env="test">
          {children}
        </MantineProvider>
      </I18nProvider>
    ),
  });
}
