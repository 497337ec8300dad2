/** Whether a JSON value has a member of this name at any depth. */
export function holdsKey(value: unknown, key: string): boolean {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (Object.hasOwn(next, key)) return true;
    for (const member of Object.values(next)) if (typeof member === 'object') left.push(member);
  }
  return false;
}
