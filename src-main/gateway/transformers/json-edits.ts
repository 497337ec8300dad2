import { isRecord, type JsonRecord } from '../protocols/json/read';

/** The object without these members; itself when it has none of them. */
export function omitMembers(object: JsonRecord, names: readonly string[]): JsonRecord {
  if (!names.some((name) => name in object)) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** The object with one member, an array, changed item by item; itself when nothing changes. */
export function editItems(object: JsonRecord, name: string, edit: (item: unknown) => unknown): JsonRecord {
  const items = object[name];
  if (!Array.isArray(items)) return object;
  const edited = items.map(edit);
  return edited.some((item, index) => item !== items[index]) ? { ...object, [name]: edited } : object;
}

/** The object with one member, an object, changed; itself when nothing changes. */
export function editMember(
  object: JsonRecord,
  name: string,
  edit: (member: JsonRecord) => JsonRecord,
): JsonRecord {
  const member = object[name];
  if (!isRecord(member)) return object;
  const edited = edit(member);
  return edited === member ? object : { ...object, [name]: edited };
}

/** Changes every object of a value, innermost first; a stack of calls as deep as the value is nested. */
export function editDeep(value: unknown, edit: (object: JsonRecord) => JsonRecord): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => editDeep(item, edit));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isRecord(value)) return value;
  let changed: Record<string, unknown> | null = null;
  for (const [name, member] of Object.entries(value)) {
    const edited = editDeep(member, edit);
    if (edited !== member) (changed ??= { ...value })[name] = edited;
  }
  return edit(changed ?? value);
}
