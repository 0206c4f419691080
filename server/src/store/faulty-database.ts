/**
 * A database whose disk fails when a test says so: at any statement, when a transaction begins or commits, when it is rolled back.
 *
 * Shape    {@link faultyDatabase} stands in front of a real one; what it throws looks like what `node:sqlite` throws.
 * Not      a disk: how SQLite itself comes through a full or failing one is shown by `test/system/disk.test.ts`.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** With the result codes that SQLite gives for them. */
const diskErrors = {
  full: [13, "database or disk is full"],
  readOnly: [8, "attempt to write a readonly database"],
  write: [778, "disk I/O error"],
  fsync: [1034, "disk I/O error"],
  read: [266, "disk I/O error"],
} as const;

export type DiskErrorName = keyof typeof diskErrors;
export const diskErrorNames = Object.keys(diskErrors) as readonly DiskErrorName[];

export function diskError(name: DiskErrorName): Error {
  const [errcode, message] = diskErrors[name];
  return Object.assign(new Error(message), { code: "ERR_SQLITE_ERROR", errcode, errstr: message });
}

/** Asked before each statement is run. @returns what it fails with, `undefined` where it does not */
export type Fault = (sql: string) => Error | undefined;

/** @param fault may be set to another one at any time */
export function faultyDatabase(database: DatabaseSync, faults: { fault: Fault }): DatabaseSync {
  const before = (sql: string): void => {
    const error = faults.fault(sql);
    if (error) throw error;
  };
  return new Proxy(database, {
    get(target, name) {
      if (name === "prepare") return (sql: string) => faultyStatement(target.prepare(sql), () => before(sql));
      if (name === "exec")
        return (sql: string) => {
          before(sql);
          target.exec(sql);
        };
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

function faultyStatement(statement: StatementSync, before: () => void): StatementSync {
  return new Proxy(statement, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const call = value.bind(target) as (...of: unknown[]) => unknown;
      return (...of: unknown[]) => {
        before();
        return name === "iterate" ? failing(call(...of) as Iterable<unknown>, before) : call(...of);
      };
    },
  });
}

/** Each row may be the one that cannot be read. */
function* failing(rows: Iterable<unknown>, before: () => void): Iterable<unknown> {
  for (const row of rows) {
    before();
    yield row;
  }
}
