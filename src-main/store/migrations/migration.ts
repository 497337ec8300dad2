/** One step of the schema. A released one is never edited: what must change later is a new step. */
export interface Migration {
  /** 1, 2, 3 …: the value of `PRAGMA user_version` once the step is done. */
  readonly version: number;
  readonly sql: string;
}
