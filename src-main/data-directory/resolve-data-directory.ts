import { posix, win32 } from 'node:path';

const NAME = 'routex';

/**
 * Where Routex keeps its files: `ROUTEX_HOME`, else the platform's usual place. A relative `ROUTEX_HOME` counts from the
 * working directory.
 */
export function resolveDataDirectory(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  homedir: string,
): string {
  // The rules of the platform asked about, so that the answer is the same whoever asks.
  const path = platform === 'win32' ? win32 : posix;
  if (env['ROUTEX_HOME']) return path.resolve(env['ROUTEX_HOME']);

  switch (platform) {
    case 'win32':
      return path.join(env['APPDATA'] || path.join(homedir, 'AppData', 'Roaming'), NAME);
    case 'darwin':
      return path.join(homedir, 'Library', 'Application Support', NAME);
    default:
      return path.join(selectConfigHome(env) ?? path.join(homedir, '.config'), NAME);
  }
}

/** The XDG specification has relative paths ignored. */
function selectConfigHome(env: Readonly<Record<string, string | undefined>>): string | null {
  const configHome = env['XDG_CONFIG_HOME'];
  return configHome !== undefined && posix.isAbsolute(configHome) ? configHome : null;
}
