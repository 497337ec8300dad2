import { DEFAULT_SETTINGS, type Settings } from '#shared/domain/settings';

type Change<Value> = Value | null | undefined;

/** Settings to change. Of a group such as `timeouts` only the ones named change; null is back to the default. */
export type SettingsPatch = {
  readonly [Name in keyof Settings]?: Settings[Name] extends readonly unknown[]
    ? Change<Settings[Name]>
    : Settings[Name] extends object
      ? Change<{ readonly [Member in keyof Settings[Name]]?: Change<Settings[Name][Member]> }>
      : Change<Settings[Name]>;
};

/** The content of a settings file. It may hold what this version does not know. */
export type SettingsContent = Readonly<Record<string, unknown>>;

/** The content with the patch applied. What the patch does not name, and what nobody knows, stays. */
export function applySettingsPatch(content: SettingsContent, patch: SettingsPatch): SettingsContent {
  return applyChanges(content, patch, DEFAULT_SETTINGS);
}

function applyChanges(content: SettingsContent, changes: object, known: object): SettingsContent {
  const result = new Map(Object.entries(content));
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    const group = selectOwn(known, name);
    if (isGroup(group) && (value === null || isGroup(value))) {
      const present = result.get(name);
      // Resetting a group spares the members that only another version knows.
      const members = value ?? Object.fromEntries(Object.keys(group).map((member) => [member, null]));
      const changed = applyChanges(isGroup(present) ? present : {}, members, group);
      if (Object.keys(changed).length > 0) result.set(name, changed);
      else result.delete(name);
    } else if (value === null) {
      result.delete(name);
    } else {
      result.set(name, value);
    }
  }
  return Object.fromEntries(result);
}

/** The first setting of a patch that does not exist: a misspelt name would be saved and do nothing. */
export function findUnknownSetting(patch: object, known: object = DEFAULT_SETTINGS): string | null {
  for (const [name, value] of Object.entries(patch)) {
    if (!Object.hasOwn(known, name)) return name;
    const group = selectOwn(known, name);
    if (!isGroup(group) || !isGroup(value)) continue;
    const member = findUnknownSetting(value, group);
    if (member !== null) return `${name}.${member}`;
  }
  return null;
}

function selectOwn(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

function isGroup(value: unknown): value is SettingsContent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
