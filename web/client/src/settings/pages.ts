/** Where each page of my settings lies: fetched with the first of them. */
export const Profile = () => import("./profile/ProfilePage");
export const Security = () => import("./security/SecurityPage");
export const Notifications = () => import("./notifications/NotificationsPage");
export const Appearance = () => import("./appearance/AppearancePage");
export const Replies = () => import("./replies/RepliesPage");
