import { spawn } from 'node:child_process';

const TICK_SECONDS = 10;
const KEPT_LINES = 30;

/** A failure that tells the reader what to do; its message is printed without a stack. */
export class BootstrapError extends Error {}

/**
 * Prints whole lines, so that a log file reads as well as a terminal.
 *
 * @param quiet leaves out the lines of steps that had nothing to do.
 */
export function createProgress(stream, { quiet }) {
  const started = Date.now();
  const seconds = () => String(Math.round((Date.now() - started) / 1000)).padStart(3);
  const line = (text) => stream.write(`[toroku ${seconds()} s] ${text}\n`);
  return {
    /** A step found everything in place. */
    ready: (text) => {
      if (!quiet) line(`✓ ${text}`);
    },
    /** A step did something. */
    say: line,
    /** Text that is to be copied stands alone on its line. */
    plain: (text) => stream.write(`${text}\n`),
  };
}

/**
 * Runs a slow command, telling every few seconds that it still runs. Its output is kept back and shown
 * only if it fails.
 */
export async function runSlowly(progress, what, command) {
  progress.say(`${what} …`);
  const started = Date.now();
  const elapsed = () => Math.round((Date.now() - started) / 1000);
  const tick = setInterval(() => progress.say(`  … ${elapsed()} s`), TICK_SECONDS * 1000);
  try {
    const { code, lines } = await run(command);
    if (code === 0) {
      progress.say(`  ✓ ${elapsed()} s`);
      return true;
    }
    for (const text of lines.slice(-KEPT_LINES)) progress.plain(`    ${text}`);
    progress.say(`  ✗ ${command.file} (exit ${code}, ${elapsed()} s)`);
    return false;
  } finally {
    clearInterval(tick);
  }
}

function run({ file, args, env, cwd }) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const keep = (chunk) => {
      text = (text + chunk).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: error.message, lines: [] }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? signal, lines: text.split('\n').filter(Boolean) }),
    );
  });
}
