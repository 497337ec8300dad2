type Present<T> = { -readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** The members that have a value: an absent field is left out of JSON and of canonical data alike. */
export function omitAbsent<T extends object>(members: T): Present<T> {
  const present: Present<T> = {};
  for (const key of Object.keys(members) as (keyof T)[]) {
    const value = members[key];
    if (value !== undefined) present[key] = value as Exclude<T[keyof T], undefined>;
  }
  return present;
}
