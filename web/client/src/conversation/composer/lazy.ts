import { lazy } from "react";

/** What is opened now and then is fetched when it is. */
export const EmojiPicker = lazy(() => import("./EmojiPicker"));
export const CardForm = lazy(() => import("./CardForm"));
export const InteractiveBuilder = lazy(() => import("./InteractiveBuilder"));
export const PlaceForm = lazy(() => import("./PlaceForm"));
export const TemplatePicker = lazy(() => import("./TemplatePicker"));
export const VoiceRecorder = lazy(() => import("./VoiceRecorder"));
