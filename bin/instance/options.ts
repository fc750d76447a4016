import type { ConfiguredProgram } from '../config.ts';
import type { Role } from './databases.ts';
import type { Addresses } from './environment.ts';
import type { Exit } from './managed-process.ts';
import type { Ports } from './ports.ts';
import type { Program, ProgramName } from './programs.ts';

/** What an instance consists of. `programs` needs the other three. */
export type Part = 'postgres' | 'temporal' | 'softhsm' | 'programs';

/** What may end without having been told to. */
export type ServiceName = ProgramName | 'postgres' | 'temporal';

export interface InstanceOptions {
  readonly dataDir: string;
  /** Deletes first what is in the data directory. */
  readonly isReset?: boolean;
  /** Free ones are chosen for those not given. */
  readonly ports?: Partial<Ports>;
  /** All that have been written, if not given. */
  readonly programs?: readonly ProgramName[];
  /** Brings up only these parts. */
  readonly only?: Part | readonly Part[];
  /** Added to the environment of every program. */
  readonly env?: Readonly<Record<string, string>>;
  readonly hasTemporalUi?: boolean;
  /** Nobody stands beside the room: whoever started the instance gives the custodians' shares. */
  readonly isAloneInRoom?: boolean;
  readonly log?: (line: string) => void;
  /** Without it, whoever started the instance finds out from `Program.exited`. */
  readonly onUnexpectedExit?: (service: ServiceName, exit: Exit) => void;
}

/** A Toroku that runs. */
export interface Instance {
  readonly dataDir: string;
  readonly ports: Ports;
  readonly addresses: Addresses;
  readonly namespace: string;
  readonly programs: ReadonlyMap<ProgramName, Program>;
  /** What a program is given, for using its parts in this process. */
  readonly environmentOf: (program: ConfiguredProgram) => Record<string, string>;
  readonly databaseUrl: (role: Role | 'postgres') => string;
  readonly startProgram: (
    name: ProgramName,
    extraEnv?: Readonly<Record<string, string>>,
  ) => Promise<Program>;
  readonly stopProgram: (name: ProgramName) => Promise<void>;
  readonly killProgram: (name: ProgramName, signal?: NodeJS.Signals) => Promise<Exit>;
  readonly restartProgram: (
    name: ProgramName,
    extraEnv?: Readonly<Record<string, string>>,
  ) => Promise<void>;
  readonly startTemporal: () => Promise<void>;
  readonly stopTemporal: (signal?: NodeJS.Signals) => Promise<void>;
  /** Stops Temporal and deletes all that it knew. */
  readonly wipeTemporal: () => Promise<void>;
  readonly startPostgres: () => Promise<void>;
  readonly stopPostgres: (signal?: NodeJS.Signals) => Promise<void>;
  /** Stops everything in order; may be called again. */
  readonly stop: () => Promise<void>;
}
