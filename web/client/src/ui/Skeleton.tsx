import { clsx } from "clsx";
import styles from "./Skeleton.module.css";

interface SkeletonProps {
  width?: number | string;
  height?: number | string;
  round?: boolean;
  className?: string;
}

/** Stands where something of this shape will be. */
export function Skeleton({ width = "100%", height = 12, round = false, className }: SkeletonProps) {
  return <span className={clsx(styles.skeleton, round && styles.round, className)} style={{ width, height }} aria-hidden />;
}
