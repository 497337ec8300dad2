/** Whether a value is what is expected: objects may have more members than that, arrays no other items. */
export function holds(value: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return value === expected;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(expected) && (!Array.isArray(value) || value.length !== expected.length)) return false;
  const members = new Map<string, unknown>(Object.entries(value));
  return Object.entries(expected).every(
    ([name, member]) => members.has(name) && holds(members.get(name), member),
  );
}
