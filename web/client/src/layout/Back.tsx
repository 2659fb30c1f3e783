import { Link, type LinkProps } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";

import styles from "./Back.module.css";

/** Leads from a page to what it belongs to. */
export function Back({ name, ...link }: LinkProps & { name: string }) {
  return (
    <Link {...link} className={styles.back} aria-label={name} title={name}>
      <ArrowLeft size={19} aria-hidden />
    </Link>
  );
}
