import * as z from 'zod';

/**
 * What Routex does by itself where no rule says otherwise. Each is named by the kind of request it is about:
 * - `subagent`: a prompt may name the channel and model that answer it
 * - `image`, `longContext`, `webSearch`, `think`, `tools`, `structured`: models that are known not to be able to do what the
 *   request needs are asked last
 * - `background`: an agent's small errands go to the model that a channel's mapping names for `haiku`
 */
export const ROUTING_PRESETS = [
  'subagent',
  'image',
  'longContext',
  'webSearch',
  'think',
  'tools',
  'structured',
  'background',
] as const;
export const routingPresetSchema = z.enum(ROUTING_PRESETS);
export type RoutingPreset = z.infer<typeof routingPresetSchema>;

const enabled = z.boolean().default(true);
export const presetSwitchesSchema = z.object({
  subagent: enabled,
  image: enabled,
  longContext: enabled,
  webSearch: enabled,
  think: enabled,
  tools: enabled,
  structured: enabled,
  background: enabled,
});
export type PresetSwitches = z.infer<typeof presetSwitchesSchema>;
