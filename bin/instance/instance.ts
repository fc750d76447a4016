import { existsSync, rmSync, writeFileSync } from 'node:fs';
import type { ConfiguredProgram } from '../config.ts';
import { performCeremony } from './ceremony.ts';
import { openDataDirectory } from './data-directory.ts';
import type { DataDirectory } from './data-directory.ts';
import { databaseUrl } from './databases.ts';
import { prepareEnvironment, writeInstanceNote } from './environment.ts';
import type { EnvironmentOf } from './environment.ts';
import { InstanceError } from './failure.ts';
import { startGuardian } from './guardian.ts';
import type { Guardian } from './guardian.ts';
import { createPostgres, createTemporal } from './infrastructure.ts';
import type { OwnService, TemporalService } from './infrastructure.ts';
import type { Instance, InstanceOptions } from './options.ts';
import { standingCustodians } from './custodians.ts';
import { createPlan } from './plan.ts';
import type { Plan } from './plan.ts';
import { requireFreePorts } from './ports.ts';
import { startProgram } from './programs.ts';
import type { Program, ProgramName } from './programs.ts';
import { prepareSoftHsm } from './soft-hsm.ts';

/** Present while an instance runs, so that the next start knows whether the last end was a clean one. */
const RUNNING = 'running';

/** How long a killed instance's remains may keep a port. */
const REMAINS_SECONDS = 25;

/** What is up so far; filled while an instance is brought up. */
interface Running {
  readonly options: InstanceOptions;
  readonly data: DataDirectory;
  readonly guardian: Guardian;
  readonly programs: Map<ProgramName, Program>;
  readonly log: (line: string) => void;
  postgres?: OwnService;
  temporal?: TemporalService;
  environmentOf?: EnvironmentOf;
}

/**
 * Brings up a Toroku. If that fails, nothing is left running.
 *
 * @throws InstanceError if the reader can do something about it.
 */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const data = openDataDirectory(options.dataDir, options.isReset);
  const log = options.log ?? (() => undefined);
  const running: Running = { options, data, guardian: startGuardian(), programs: new Map(), log };
  try {
    const plan = await createPlan(options);
    const instance = createInstance(plan, running);
    await startServers(plan, running);
    prepareSettings(plan, running);
    await startPrograms(plan, running, instance);
    return instance;
  } catch (error) {
    await takeDown(running);
    throw error;
  }
}

async function startServers(plan: Plan, running: Running): Promise<void> {
  const { data, guardian, log, options } = running;
  const server = { ...plan, data, guardian, log, onUnexpectedExit: options.onUnexpectedExit };
  if (plan.parts.has('postgres')) running.postgres = createPostgres(server);
  if (plan.parts.has('temporal')) running.temporal = createTemporal(server);

  const servers = [running.postgres, running.temporal].filter((each) => each !== undefined);
  await Promise.all(servers.map((each) => each.stopStale()));
  const wasKilled = existsSync(data.at(RUNNING));
  await requireFreePorts(plan.ports, plan.portsUsed, wasKilled ? REMAINS_SECONDS : 0);
  writeFileSync(data.at(RUNNING), '');

  // Both are awaited even if one fails, so that none starts up while the others are taken down.
  const outcomes = await Promise.allSettled(servers.map((each) => timed(each, log)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

async function timed(service: OwnService, log: (line: string) => void): Promise<void> {
  const start = Date.now();
  await service.start();
  log(`${service.label} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
}

/** Makes keys, folders and the HSM token, and from them what each program is given. */
function prepareSettings(plan: Plan, running: Running): void {
  const { data, options, log } = running;
  const softHsm = plan.parts.has('softhsm') ? prepareSoftHsm(data, plan.host) : undefined;
  if (softHsm) log('SoftHSM2');
  running.environmentOf = prepareEnvironment({
    ...plan,
    data,
    softHsm,
    overrides: options.env ?? {},
  });
  writeInstanceNote(data, running.environmentOf);
}

/** What is public of others comes first, then the issuing keys: the rest look for them when they start. */
async function startPrograms(plan: Plan, running: Running, instance: Instance): Promise<void> {
  const { data, guardian, log } = running;
  const start = async (name: ProgramName) => {
    const began = Date.now();
    await instance.startProgram(name);
    log(`${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  };
  const startAll = async (names: readonly ProgramName[]) => {
    const outcomes = await Promise.allSettled(names.map(start));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  };
  await startAll(plan.programs.filter(isFirst));
  if (plan.programs.includes('enclave-worker')) {
    const enclave = instance.environmentOf('enclave-worker');
    const office = instance.environmentOf('office-worker');
    const isHeld = await performCeremony({ root: plan.root, data, enclave, office, guardian });
    if (isHeld) log('鍵生成と台帳 / key ceremony and registers');
  }
  await startAll(plan.programs.filter((name) => !isFirst(name)));
}

function isFirst(name: ProgramName): boolean {
  return name === 'jlis-simulator' || name === 'repository' || name === 'witness';
}

function createInstance(plan: Plan, running: Running): Instance {
  const { data, programs, options } = running;
  const environmentOf = (name: ConfiguredProgram) => {
    if (!running.environmentOf) throw new InstanceError('the instance is not up yet');
    return running.environmentOf(name);
  };
  const custodians = standingCustodians(data);
  const start = async (name: ProgramName, extraEnv: Readonly<Record<string, string>> = {}) => {
    const known = programs.get(name);
    if (known) {
      await known.restart(extraEnv);
      return known;
    }
    const program = await startProgram({
      name,
      root: plan.root,
      env: { ...environmentOf(name), ...extraEnv },
      log: `${data.folder('logs')}/${name}.log`,
      guardian: running.guardian,
      onUnexpectedExit: (exit) => options.onUnexpectedExit?.(name, exit),
      ...(name === 'enclave-worker' && !options.isAloneInRoom && { accompany: custodians }),
    });
    programs.set(name, program);
    return program;
  };
  let stopping: Promise<void> | undefined;
  return {
    dataDir: data.path,
    ports: plan.ports,
    addresses: plan.addresses,
    namespace: plan.namespace,
    programs,
    environmentOf,
    databaseUrl: (role) => databaseUrl(data, plan.ports.postgres, role),
    startProgram: start,
    stopProgram: (name) => partOf(programs.get(name), name).stop(),
    killProgram: (name, signal) => partOf(programs.get(name), name).kill(signal),
    restartProgram: (name, extraEnv) => partOf(programs.get(name), name).restart(extraEnv),
    startTemporal: () => partOf(running.temporal, 'temporal').start(),
    stopTemporal: (signal) => partOf(running.temporal, 'temporal').stop(signal),
    wipeTemporal: () => partOf(running.temporal, 'temporal').wipe(),
    startPostgres: () => partOf(running.postgres, 'postgres').start(),
    stopPostgres: (signal) => partOf(running.postgres, 'postgres').stop(signal),
    stop: () => (stopping ??= takeDown(running)),
  };
}

/** Programs through which acts come in, first: what they still write, the office-worker publishes. */
const FRONT: readonly string[] = ['portal', 'console'] satisfies ProgramName[];

/** Programs first, then what they use; the lock last. */
async function takeDown(running: Running): Promise<void> {
  const { data, programs, postgres, temporal, guardian, log } = running;
  // One that did not end well is told of; the rest must be taken down all the same.
  const stop = (program: Program) => program.stop().catch((error: Error) => log(error.message));
  const [front, behind] = [true, false].map((isFront) =>
    [...programs.values()].filter(({ name }) => FRONT.includes(name) === isFront),
  ) as [Program[], Program[]];
  await Promise.all(front.map(stop));
  await Promise.all(behind.map(stop));
  await Promise.all([postgres?.stop(), temporal?.isOurs ? temporal.stop() : undefined]);
  guardian.leave();
  rmSync(data.at(RUNNING), { force: true });
  data.release();
}

function partOf<T>(part: T | undefined, name: string): T {
  if (part !== undefined) return part;
  throw new InstanceError(`${name} is no part of this instance`);
}
