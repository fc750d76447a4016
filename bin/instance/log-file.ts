import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';

const ROTATE_BYTES = 10_000_000;
const TAIL_BYTES = 64_000;

/** Opens a log for appending; what has grown large is put aside first. */
export function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > ROTATE_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

/** Writes output of a program as whole lines, each with the time at which it came. */
export function createLineWriter(path: string): {
  write: (chunk: string) => void;
  end: () => void;
} {
  const log = openLog(path);
  let rest = '';
  let isOpen = true;
  const writeLine = (line: string) => writeSync(log, `${new Date().toISOString()} ${line}\n`);
  return {
    write: (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (isOpen) for (const line of lines) writeLine(line);
    },
    end: () => {
      if (!isOpen) return;
      isOpen = false;
      if (rest) writeLine(rest);
      closeSync(log);
    },
  };
}

/** The last lines of a log, to be shown when its program failed. */
export function lastLines(path: string, count = 20): string[] {
  if (!existsSync(path)) return [];
  const log = openSync(path, 'r');
  try {
    const size = fstatSync(log).size;
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(log, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-count);
  } finally {
    closeSync(log);
  }
}
