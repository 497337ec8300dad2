type Present<T> = { -readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** The members that have a value: an absent field is left out of JSON and of canonical data alike. */
export function omitAbsent<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}
