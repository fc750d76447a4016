/**
 * Preloaded into a program by the chaos run: when the step whose name stands in the file CHAOS_FILE is
 * reported, the process kills itself with SIGKILL, so nothing after the commit point runs. The name is
 * taken out of the file first, so that the next start lives.
 */
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.env.CHAOS_FILE;

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
