import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostEnvironment } from '../config.ts';
import type { Environment } from '../config.ts';
import { findTemporal } from '../bootstrap/find.mjs';
import type { Addresses } from './environment.ts';
import type { InstanceOptions, Part } from './options.ts';
import { choosePorts } from './ports.ts';
import type { Ports } from './ports.ts';
import { PROGRAM_NAMES, hasProgram } from './programs.ts';
import type { ProgramName } from './programs.ts';

/** What is to be brought up, and where. */
export interface Plan {
  readonly root: string;
  readonly host: Environment;
  readonly parts: ReadonlySet<Part>;
  readonly programs: readonly ProgramName[];
  readonly ports: Ports;
  /** The ports that must be free. */
  readonly portsUsed: readonly (keyof Ports)[];
  readonly addresses: Addresses;
  readonly namespace: string;
  readonly hasTemporalUi: boolean;
}

const PARTS: readonly Part[] = ['postgres', 'temporal', 'softhsm', 'programs'];

const PROGRAM_PORTS: Partial<Record<ProgramName, keyof Ports>> = {
  portal: 'portal',
  console: 'console',
  repository: 'repository',
  'jlis-simulator': 'simulator',
  witness: 'witness',
};

/** Decides on parts, programs, ports and addresses; starts nothing. */
export async function createPlan(options: InstanceOptions): Promise<Plan> {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const host = hostEnvironment();
  const only = options.only ?? PARTS;
  const parts = new Set<Part>(typeof only === 'string' ? [only] : only);
  const written = PROGRAM_NAMES.filter((name) => hasProgram(root, name));
  const programs = parts.has('programs') ? (options.programs ?? written) : [];
  const ports = await choosePorts(options.ports ?? {});
  const hasTemporalUi = options.hasTemporalUi ?? false;
  const foreign = foreignTemporal(host);
  const hasOwnTemporal = parts.has('temporal') && !foreign;
  return {
    root,
    host,
    parts,
    programs,
    ports,
    portsUsed: [
      ...(parts.has('postgres') ? (['postgres'] as const) : []),
      ...(hasOwnTemporal ? (['temporal'] as const) : []),
      ...(hasOwnTemporal && hasTemporalUi ? (['temporalUi'] as const) : []),
      ...programs.flatMap((name) => PROGRAM_PORTS[name] ?? []),
    ],
    addresses: {
      portal: `http://127.0.0.1:${ports.portal}`,
      // A passkey belongs to a host name; an address has none.
      console: `http://localhost:${ports.console}`,
      repository: `http://127.0.0.1:${ports.repository}`,
      simulator: `http://127.0.0.1:${ports.simulator}`,
      witness: `http://127.0.0.1:${ports.witness}`,
      temporal: foreign ?? `127.0.0.1:${ports.temporal}`,
      temporalUi: hasTemporalUi && !foreign ? `http://127.0.0.1:${ports.temporalUi}` : undefined,
    },
    namespace: host.TEMPORAL_NAMESPACE || 'toroku',
    hasTemporalUi,
  };
}

function foreignTemporal(host: Environment): string | undefined {
  const found = findTemporal(host);
  return found?.kind === 'address' ? found.address : undefined;
}
