type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The members that say something: canonical fields are left out rather than undefined. */
export function define<T extends object>(members: T): Defined<T> {
  const defined: Defined<T> = {};
  for (const key of Object.keys(members) as (keyof T)[]) {
    const value = members[key];
    if (value !== undefined) defined[key] = value as Exclude<T[keyof T], undefined>;
  }
  return defined;
}
