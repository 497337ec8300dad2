/** SQLite has no booleans. */
export function convertFromBoolean(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

export function convertToBoolean(value: number): boolean {
  return value !== 0;
}
