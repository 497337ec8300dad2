import { isRecord, type JsonRecord } from '../protocols/json/read';

/** The object without these members; itself when it has none of them. */
export function omitMembers(object: JsonRecord, names: readonly string[]): JsonRecord {
  if (!names.some((name) => name in object)) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** The object with these members; itself when it has all of them already. */
export function setMembers(object: JsonRecord, members: JsonRecord): JsonRecord {
  const changes = Object.entries(members).some(([name, value]) => object[name] !== value);
  return changes ? { ...object, ...members } : object;
}

/** The list changed item by item; itself when nothing changes. */
function editAll(items: readonly unknown[], edit: (item: unknown) => unknown): readonly unknown[] {
  const edited = items.map((item) => edit(item));
  return edited.some((item, index) => item !== items[index]) ? edited : items;
}

/** The object with each member changed; itself when nothing changes. */
export function editMembers(
  object: JsonRecord,
  edit: (member: unknown, name: string) => unknown,
): JsonRecord {
  const edited = Object.entries(object).map(([name, member]) => [name, edit(member, name)] as const);
  return edited.some(([name, member]) => member !== object[name]) ? Object.fromEntries(edited) : object;
}

/** A value with its objects changed, those in lists included; itself when nothing changes. */
export function editObjects(value: unknown, edit: (object: JsonRecord) => JsonRecord): unknown {
  if (Array.isArray(value)) return editAll(value, (item) => editObjects(item, edit));
  return isRecord(value) ? edit(value) : value;
}

/** The object with one member, an array, changed item by item; itself when nothing changes. */
export function editItems(object: JsonRecord, name: string, edit: (item: unknown) => unknown): JsonRecord {
  const items = object[name];
  return Array.isArray(items) ? setMembers(object, { [name]: editAll(items, edit) }) : object;
}

/** The object with one member, an object, changed; itself when nothing changes. */
export function editMember(
  object: JsonRecord,
  name: string,
  edit: (member: JsonRecord) => JsonRecord,
): JsonRecord {
  const member = object[name];
  if (!isRecord(member)) return object;
  return setMembers(object, { [name]: edit(member) });
}

/** Changes every object of a value, innermost first; a stack of calls as deep as the value is nested. */
export function editDeep(value: unknown, edit: (object: JsonRecord) => JsonRecord): unknown {
  return editObjects(value, (object) => edit(editMembers(object, (member) => editDeep(member, edit))));
}
