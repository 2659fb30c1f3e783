import type { User } from "../../protocol";

/** Who writes and runs campaigns and sees their recipients; the server decides again. */
export function runsCampaigns(user: User | null): boolean {
  return user?.role === "admin" || user?.role === "manager";
}
