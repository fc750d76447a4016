import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HELP } from './bootstrap/help.mjs';
import { readConfig } from './config.ts';
import type { Config } from './config.ts';
import { InstanceError } from './instance/failure.ts';
import { startInstance } from './instance/instance.ts';
import type { Instance } from './instance/options.ts';
import type { Ports } from './instance/ports.ts';
import type { ProgramName } from './instance/programs.ts';
import { createRestarts } from './instance/restarts.ts';

/** What `bin/demonstration.ts` exports: one case from application to certificate. */
interface Demonstration {
  runDemonstration(
    instance: Instance,
  ): Promise<{ readonly certificatePem: string; readonly caseUrl: string }>;
}

const LABEL_WIDTH = 38;
const began = Date.now();

await main().catch((error: unknown) => {
  console.error(error instanceof InstanceError ? `\n${error.message}\n` : error);
  process.exit(1);
});

async function main(): Promise<void> {
  const options = parseOptions();
  if (options.help) {
    console.log(HELP);
    process.exit(0);
  }
  const config = readConfig('supervisor');
  const restarts = createRestarts(say);
  const ending = stopOnSignal(restarts.end);
  const instance = await startInstance({
    dataDir: config.dataDir,
    isReset: options.reset,
    ports: portsOf(config),
    env: overridesOf(config),
    hasTemporalUi: true,
    log: (line) => say(`✓ ${line}`),
    onUnexpectedExit: restarts.handle,
  });
  ending.follow(instance);
  restarts.follow(instance);

  await demonstrateOnce(instance);
  showAddresses(instance);
  if (options.check) await ending.stop(0);
}

function parseOptions(): { check: boolean; reset: boolean; help: boolean } {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ options: { check: flag, reset: flag, help: flag } }).values;
  } catch (error) {
    throw new InstanceError(`${(error as Error).message}\n\n${HELP}`);
  }
}

function portsOf(config: Config<'supervisor'>): Ports {
  return {
    portal: config.portPortal,
    console: config.portConsole,
    repository: config.portRepository,
    simulator: config.portSimulator,
    witness: config.portWitness,
    postgres: config.portPostgres,
    temporal: config.portTemporal,
    temporalUi: config.portTemporalUi,
  };
}

function overridesOf(config: Config<'supervisor'>): Record<string, string> {
  return {
    ISSUER_KEY_ALGORITHM: config.issuerKeyAlgorithm ?? 'rsa2048',
    ISSUANCE_CAP_PER_HOUR: String(config.issuanceCapPerHour ?? 1000),
    STRANGER_REQUESTS_PER_MINUTE: String(config.strangerRequestsPerMinute ?? 600),
  };
}

/** The first signal stops in order; one that comes more than a second later ends at once. */
function stopOnSignal(beforeStop: () => void): {
  follow: (started: Instance) => void;
  stop: (code: number) => Promise<void>;
} {
  let instance: Instance | undefined;
  let since: number | undefined;
  const stop = async (code: number) => {
    since = Date.now();
    beforeStop();
    say('停止します / stopping …');
    // What is half up is stopped by the instance's guardian.
    if (!instance) process.exit(130);
    await instance.stop();
    say('停止しました / stopped');
    process.exit(code);
  };
  const onSignal = () => {
    if (since === undefined) void stop(0);
    else if (Date.now() - since > 1000) process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  // Whoever reads our output has left; what is said from here on is lost.
  process.stdout.on('error', () => {
    if (since === undefined) void stop(0);
  });
  // The npm script that started us was killed.
  process.on('disconnect', onSignal);
  return {
    stop,
    follow: (started) => {
      instance = started;
    },
  };
}

/** On a first start one case is taken through, so that there is something to see. */
async function demonstrateOnce(instance: Instance): Promise<void> {
  const file = new URL('./demonstration.ts', import.meta.url);
  const marker = join(instance.dataDir, 'demonstration.json');
  if (existsSync(marker) || !existsSync(file)) return;
  say('デモ案件を流します / running the demonstration case …');
  const demonstration = (await import(file.href)) as Demonstration;
  const shown = await demonstration.runDemonstration(instance);
  writeFileSync(marker, JSON.stringify(shown, null, 2));
  say('✓ デモ案件の証明書 / certificate of the demonstration case');
  console.log(`\n${shown.certificatePem.trim()}\n`);
  console.log(`  案件 / case: ${shown.caseUrl}`);
}

function showAddresses({ addresses, programs, dataDir }: Instance): void {
  const rowOf = (name: ProgramName, label: string, value: string) =>
    programs.has(name) ? [row(label, value)] : [];
  const links = [...programs.values()].flatMap((program) => Object.entries(program.links));
  const lines = [
    ...rowOf('console', '管理画面 / console', addresses.console),
    ...links.map(([label, url]) => row(`  ${label}`, url)),
    ...rowOf('portal', '申請 API / portal API', addresses.portal),
    ...rowOf('portal', '  OpenAPI', `${addresses.portal}/docs`),
    ...rowOf('repository', 'リポジトリ / repository', addresses.repository),
    ...rowOf('jlis-simulator', 'シミュレータ / simulator', `${addresses.simulator}/personas`),
    ...(addresses.temporalUi ? [row('Temporal UI', addresses.temporalUi)] : []),
    row('データ / data', dataDir),
    row('記録 / logs', join(dataDir, 'logs')),
  ];
  console.log(`\n登録 Toroku — 起動しました / ready (${seconds()} s)\n`);
  for (const line of lines) console.log(line);
  console.log('\n  停止は Ctrl-C / stop with Ctrl-C\n');
}

/** One line of the block. A kanji or kana is as wide as two letters. */
function row(label: string, value: string): string {
  const width = label.replaceAll(/[\u2e80-\uffef]/g, '漢字').length;
  return `  ${label}${' '.repeat(Math.max(1, LABEL_WIDTH - width))}${value}`;
}

function say(line: string): void {
  console.log(`[toroku ${seconds().padStart(3)} s] ${line}`);
}

function seconds(): string {
  return String(Math.round((Date.now() - began) / 1000));
}
