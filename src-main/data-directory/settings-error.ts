export type SettingsErrorCode =
  'settings_unreadable' | 'settings_invalid' | 'settings_change_invalid' | 'settings_not_saved';

/** The settings file, or a change to it, cannot be used. The file is left as it is. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code: SettingsErrorCode;
  readonly path: string;
  /** The offending setting, such as `timeouts.idleMs`; null when it is the file as a whole. */
  readonly field: string | null;
  readonly reason: string;

  constructor(
    code: SettingsErrorCode,
    details: { path: string; field: string | null; reason: string },
    cause?: unknown,
  ) {
    super(createMessage(code, details), { cause });
    this.code = code;
    this.path = details.path;
    this.field = details.field;
    this.reason = details.reason;
  }
}

/** An edit was made from a revision that is no longer the stored one. Nothing was saved. */
export class StaleSettingsError extends Error {
  override readonly name = 'StaleSettingsError';

  constructor(path: string) {
    super(`The settings in ${path} were changed meanwhile. Load them again and repeat the edit.`);
  }
}

function createMessage(
  code: SettingsErrorCode,
  { path, field, reason }: { path: string; field: string | null; reason: string },
): string {
  switch (code) {
    case 'settings_unreadable':
      return `The settings file ${path} cannot be read: ${reason}. Correct the file, or rename it to start with the default settings.`;
    case 'settings_invalid':
      return `The settings file ${path} has an invalid value in "${field}": ${reason}. Correct the value, or rename the file to start with the default settings.`;
    case 'settings_change_invalid':
      return `The setting "${field}" was not changed: ${reason}.`;
    case 'settings_not_saved':
      return `The settings could not be saved to ${path}: ${reason}. Make the file and its folder writable.`;
  }
}
