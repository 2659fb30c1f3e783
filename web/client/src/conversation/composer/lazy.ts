import { lazy } from "react";
import { insist } from "../../ui/insist";

/** What is opened now and then is fetched when it is. */
export const EmojiPicker = lazy(() => insist(() => import("./EmojiPicker")));
export const CardForm = lazy(() => insist(() => import("./CardForm")));
export const InteractiveBuilder = lazy(() => insist(() => import("./InteractiveBuilder")));
export const PlaceForm = lazy(() => insist(() => import("./PlaceForm")));
export const TemplatePicker = lazy(() => insist(() => import("./TemplatePicker")));
export const VoiceRecorder = lazy(() => insist(() => import("./VoiceRecorder")));
