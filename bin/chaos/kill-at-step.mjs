/**
 * Preloaded into a program by the chaos run: when the step whose name stands in this program's file
 * below CHAOS_DIR is reported, the process kills itself with SIGKILL, so nothing after the commit point runs. The name is
 * taken out of the file first, so that the next start lives.
 */
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const file =
  process.env.CHAOS_DIR && join(process.env.CHAOS_DIR, basename(process.argv[1] ?? '', '.ts'));

function armed() {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

if (file) {
  subscribe('toroku:step', (name) => {
    if (armed() !== name) return;
    writeFileSync(file, '');
    process.kill(process.pid, 'SIGKILL');
  });
}
