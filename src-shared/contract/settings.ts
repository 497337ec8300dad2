import * as z from 'zod';
import { presetSwitchesSchema } from '#shared/domain/routing-presets';
import {
  bodiesSchema,
  limitsSchema,
  moneySchema,
  settingsSchema,
  timeoutsSchema,
} from '#shared/domain/settings';
import { procedure } from './errors';

/** Which channel is pinned is set through `routing.use`, which knows whether it exists. */
const settingsViewSchema = settingsSchema.omit({ pinnedChannelId: true });

export const settingsStateSchema = z.object({
  /** Changes with the stored settings, also when the file is edited by hand; an edit names the one it was made from. */
  revision: z.string(),
  settings: settingsViewSchema,
  /** Saved, but in force only after the next start. A `host` that is open to the network also needs `--host` there. */
  restartNeeded: z.array(settingsViewSchema.keyof()),
});
export type SettingsState = z.infer<typeof settingsStateSchema>;

/** The same settings, each of them optional and nullable. Absent: unchanged. Null: back to the default. */
function changeOf<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const entries = Object.entries(shape).map(([name, schema]) => {
    // A default would turn "absent" into a change.
    const plain =
      schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? schema.unwrap() : schema;
    return [name, (plain as z.ZodType).nullable().optional()];
  });
  return z.strictObject(
    Object.fromEntries(entries) as {
      [Name in keyof Shape]: z.ZodOptional<z.ZodNullable<z.ZodType<z.output<Shape[Name]>>>>;
    },
  );
}

const changeOfGroup = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  changeOf(shape).nullable().optional();

export const settingsChangesSchema = changeOf(settingsViewSchema.shape).extend({
  timeouts: changeOfGroup(timeoutsSchema.shape),
  limits: changeOfGroup(limitsSchema.shape),
  bodies: changeOfGroup(bodiesSchema.shape),
  money: changeOfGroup(moneySchema.shape),
  presets: changeOfGroup(presetSwitchesSchema.shape),
});
export type SettingsChanges = z.infer<typeof settingsChangesSchema>;

export const settingsContract = {
  get: procedure
    .route({ method: 'GET', path: '/settings', summary: 'The settings, with their revision' })
    .output(settingsStateSchema),
  update: procedure
    .route({
      method: 'PATCH',
      path: '/settings',
      summary: 'Change settings',
      description:
        'What is absent stays, null means back to the default. `revision` is the one the edit was made from; when the settings have changed since, nothing is saved.',
    })
    .input(z.object({ revision: z.string().min(1).max(200), changes: settingsChangesSchema }))
    .output(settingsStateSchema),
};
