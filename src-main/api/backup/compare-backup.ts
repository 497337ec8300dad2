import { isDeepStrictEqual } from 'node:util';
import type { BackupChange, BackupContent } from '#shared/domain/configuration-backup';

type Channel = BackupContent['channels'][number];
type Token = BackupContent['gatewayTokens'][number];
interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * What restoring `wanted` would change of `present`. Both hold their secrets as far as there are any; what the file does
 * not say of a secret is no change.
 *
 * @param removeOthers whether what the file does not hold goes
 */
export function compareBackup(
  wanted: BackupContent,
  present: BackupContent,
  { removeOthers }: { readonly removeOthers: boolean },
): BackupChange[] {
  return [
    ...compareAll('channel', wanted.channels, present.channels, removeOthers, describeChannel),
    ...compareAll('gateway_token', wanted.gatewayTokens, present.gatewayTokens, removeOthers, describeToken),
    compareOne(
      'rules',
      { rules: wanted.rules, groups: wanted.groups },
      { rules: present.rules, groups: present.groups },
    ),
    compareOne('settings', wanted.settings, present.settings),
  ];
}

type Described = Pick<BackupChange, 'problem' | 'fields'> & { readonly skips: boolean };

function compareAll<Entry extends Named>(
  kind: 'channel' | 'gateway_token',
  wanted: readonly Entry[],
  present: readonly Entry[],
  removeOthers: boolean,
  describe: (wanted: Entry, present: Entry | undefined) => Described,
): BackupChange[] {
  const byId = new Map(present.map((entry) => [entry.id, entry]));
  const wantedIds = new Set(wanted.map(({ id }) => id));
  const staying = present.filter(({ id }) => !wantedIds.has(id) && !removeOthers);
  const names = new Set(staying.map(({ name }) => name.toLowerCase()));
  const changes = wanted.map((entry): BackupChange => {
    const { id, name } = entry;
    const stored = byId.get(id);
    const { fields, problem, skips } = describe(entry, stored);
    if (names.has(name.toLowerCase())) {
      return { kind, id, name, action: 'skip', fields: [], problem: 'name_taken' };
    }
    names.add(name.toLowerCase());
    if (stored === undefined)
      return { kind, id, name, action: skips ? 'skip' : 'create', fields: [], problem };
    return { kind, id, name, action: fields.length === 0 ? 'same' : 'update', fields, problem: null };
  });
  const others = present.filter(({ id }) => !wantedIds.has(id));
  const action = removeOthers ? 'remove' : 'keep';
  return [
    ...changes,
    ...others.map(({ id, name }): BackupChange => ({ kind, id, name, action, fields: [], problem: null })),
  ];
}

function describeChannel(wanted: Channel, present: Channel | undefined): Described {
  const needsKey = wanted.authStyle !== 'none' && wanted.credentials.every(isKeyless);
  if (present === undefined) return { fields: [], problem: needsKey ? 'key_missing' : null, skips: false };
  const { credentials, ...settings } = wanted;
  const { credentials: stored, ...storedSettings } = present;
  const fields = listDiffering(settings, storedSettings);
  if (!isSameCredentials(credentials, stored)) fields.push('credentials');
  return { fields, problem: null, skips: false };
}

function isKeyless({ kind, secret }: Channel['credentials'][number]): boolean {
  return kind === 'key' && secret === null;
}

/** Keys that the file does not hold are left as they are. */
function isSameCredentials(wanted: Channel['credentials'], present: Channel['credentials']): boolean {
  if (wanted.some(isKeyless)) return true;
  return isDeepStrictEqual(wanted, present);
}

function describeToken(wanted: Token, present: Token | undefined): Described {
  if (present === undefined) {
    return {
      fields: [],
      problem: wanted.token === null ? 'token_missing' : null,
      skips: wanted.token === null,
    };
  }
  const fields = listDiffering(wanted, wanted.token === null ? { ...present, token: null } : present);
  return { fields, problem: null, skips: false };
}

function compareOne(kind: 'rules' | 'settings', wanted: object, present: object): BackupChange {
  const fields = listDiffering(wanted, present);
  const action = fields.length === 0 ? 'same' : 'update';
  return { kind, id: null, name: null, action, fields, problem: null };
}

function listDiffering(wanted: object, present: object): string[] {
  const before = new Map(Object.entries(present));
  return Object.entries(wanted)
    .filter(([name, value]) => !isDeepStrictEqual(value, before.get(name)))
    .map(([name]) => name);
}
