import { clsx } from "clsx";
import { type ComponentProps, type ReactNode, useLayoutEffect, useRef } from "react";

import styles from "./parts.module.css";

interface FieldProps {
  label: ReactNode;
  /** What is wrong with it, in words. */
  wrong?: ReactNode;
  hint?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}

/** A control under its name. */
export function Field({ label, wrong, hint, className, children }: FieldProps) {
  return (
    <label className={clsx(styles.field, className)}>
      <span>{label}</span>
      {children}
      {wrong ? (
        <span className={styles.wrong} role="alert">
          {wrong}
        </span>
      ) : (
        hint && <span className={styles.hint}>{hint}</span>
      )}
    </label>
  );
}

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input autoComplete="off" {...rest} className={clsx(styles.input, className)} />;
}

/** For figures: typed as text, because a number field rounds, scrolls and hides what it cannot read. */
export function FigureInput({ className, ...rest }: ComponentProps<"input">) {
  return <Input inputMode="decimal" {...rest} className={clsx(styles.figures, className)} />;
}

export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <select {...rest} className={clsx(styles.input, className)}>
      {children}
    </select>
  );
}

/** As high as its text. */
export function Growing({ className, value, ...rest }: ComponentProps<"textarea">) {
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight + element.offsetHeight - element.clientHeight}px`;
  }, [value]);
  return <textarea ref={field} dir="auto" rows={1} {...rest} value={value} className={clsx(styles.input, className)} />;
}
