import { clsx } from "clsx";
import type { ComponentProps } from "react";

import styles from "./parts.module.css";

interface ButtonProps extends ComponentProps<"button"> {
  /** main: the one thing to do here; quiet: beside others. */
  kind?: "main" | "plain" | "quiet";
}

export function Button({ kind = "plain", className, type = "button", ...rest }: ButtonProps) {
  return (
    <button {...rest} type={type} className={clsx(styles.button, className)} data-main={kind === "main" || undefined} data-quiet={kind === "quiet" || undefined} />
  );
}
