import { parseArgs } from 'node:util';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { holdChain } from '../../db/retention/chain-standing.ts';
import { repeatErasures } from '../../db/retention/repeat-erasures.ts';
import type { ActingOfficer } from '../../db/governance/dual-control.ts';
import { isDomainError } from '../../domain/errors.ts';
import { OFFICE_TASK_QUEUE } from '../../workflows/application/contract.ts';
import {
  CHAIN_ERASURE,
  chainErasureId,
  type ChainErasureInput,
  type ChainErasureOutcome,
} from '../../workflows/retention/contract.ts';
import { readConfig, type Config } from '../config.ts';
import { withPassword } from '../parts.ts';
import { lazyClient } from '../temporal-client.ts';
import { joinedEnvironment } from './joined-environment.ts';

const USAGE = `toroku erase-chain perform --act ID
toroku erase-chain repeat [--since YYYY-MM-DD]
toroku erase-chain hold --officer ID --chain ID --cause CODE [--until YYYY-MM-DDThh:mm:ss.sssZ]`;

const OPTIONS = {
  officer: { type: 'string' },
  chain: { type: 'string' },
  act: { type: 'string' },
  cause: { type: 'string' },
  until: { type: 'string' },
  since: { type: 'string' },
} as const;

type Options = ReturnType<typeof parsed>['values'];

const parsed = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });

/** What was asked cannot be done; the message says why, by codes and ids. */
class EraseRefused extends Error {
  override name = 'EraseRefused';
}

function required(options: Options, name: keyof Options): string {
  const value = options[name];
  if (value === undefined) throw new EraseRefused(`--${name}\n${USAGE}`);
  return value;
}

const officerOf = (options: Options): ActingOfficer => ({
  officerId: required(options, 'officer'),
  terminal: 'terminal-01',
  at: new Date(),
});

interface Opened {
  readonly db: OfficeDatabase;
  readonly config: Config<'office-worker'>;
  readonly options: Options;
}

const STEPS: Readonly<Record<string, (opened: Opened) => Promise<object>>> = {
  async perform({ config, options }) {
    const act = required(options, 'act');
    const outcome = await perform(config, act);
    if (outcome.outcome === 'refused')
      throw new EraseRefused(`the room keeps it: ${outcome.check}`);
    return { act, ...outcome };
  },

  /** After a restore: what the book says was erased is erased again, on both sides. */
  async repeat({ db, config, options }) {
    const since = options.since === undefined ? undefined : new Date(options.since);
    const acts = await repeatErasures(db, since);
    for (const act of acts) {
      const outcome = await perform(config, act);
      if (outcome.outcome === 'refused') throw new EraseRefused(`${act}: ${outcome.check}`);
    }
    return { repeated: acts.length };
  },

  async hold({ db, config, options }) {
    // Who somebody is rests on the option alone, and the entry would name them.
    if (config.mode === 'production') {
      throw new EraseRefused('hold names its officer by an option: development only');
    }
    const { until } = options;
    const chainId = required(options, 'chain');
    const cause = required(options, 'cause');
    const end = until === undefined ? undefined : new Date(until);
    await db.transaction((tx) => holdChain(tx, { chainId, cause, until: end }, officerOf(options)));
    return { chain: chainId, cause, until };
  },
};

/** Starts the run of the act, or joins the one that is under way, and waits for its end. */
async function perform(config: Config<'office-worker'>, act: string): Promise<ChainErasureOutcome> {
  const client = lazyClient(config);
  try {
    const input: ChainErasureInput = { act };
    return (await client.workflow.execute(CHAIN_ERASURE, {
      workflowId: chainErasureId(act),
      workflowIdConflictPolicy: 'USE_EXISTING',
      taskQueue: OFFICE_TASK_QUEUE,
      args: [input],
    })) as ChainErasureOutcome;
  } finally {
    await client.connection.close();
  }
}

/**
 * `toroku erase-chain`: 廃棄 of everything that rests on one identity check. Two people propose and approve it in the
 * console, and the office-worker performs it; `perform` goes on with an act that is agreed on and not done, `repeat`
 * after a restore. Run with the office-worker's settings, or beside an instance that `npm start` runs.
 */
export async function eraseChainCommand(args: readonly string[]): Promise<string> {
  const { values: options, positionals } = parsed(args);
  const step = STEPS[positionals[0] ?? ''];
  if (!step) throw new EraseRefused(USAGE);
  const config = readConfig('office-worker', joinedEnvironment('office-worker'));
  const url = withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile);
  const db = openOfficeDatabase(url, 2);
  try {
    return JSON.stringify(await step({ db, config, options }));
  } catch (error) {
    if (isDomainError(error)) throw new EraseRefused(`${error.type}: ${error.message}`);
    throw error;
  } finally {
    await db.$client.end();
  }
}
