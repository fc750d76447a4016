import { setTimeout as sleep } from 'node:timers/promises';
import type { Instance } from '../../instance/options.ts';
import { strike, type Blow } from '../killer.ts';

/** A program at a step or at any moment, or Temporal beneath all of them. */
export type StatusBlow = Blow | { readonly program: 'temporal' };

/** Steps of revocation and status that every run passes, by the program that reports them. */
const STRUCK = {
  'enclave-worker': [
    'revocation.2-recorded',
    'answers.1-signed',
    'answers.2-written',
    'answers.3-published',
    'status.4-answered',
    'status.1-list-begun',
    'status.2-list-signed',
    'status.3-list-served',
    'status.5-publication-noted',
  ],
  'office-worker': [
    'massRevocation.1-requests-made',
    'massRevocation.2-answers-noted',
    'request.3-examined',
    'request.5-room-answer-noted',
    'request.6-published-noted',
  ],
  'dispatch-worker': ['dispatch.1-mail-handed-over', 'dispatch.2-notice-sent'],
} as const;

const ANYWHERE = [
  { program: 'repository' },
  { program: 'enclave-worker' },
  { program: 'office-worker' },
  { program: 'temporal' },
  { program: 'dispatch-worker' },
] as const;

/** Every step once, in turns of the programs, with a blow at any moment after every few. */
export function statusBlows(): StatusBlow[] {
  const steps = Object.entries(STRUCK).flatMap(([program, names]) =>
    names.map((step, n) => ({
      blow: { program: program as keyof typeof STRUCK, step },
      place: n / names.length,
    })),
  );
  const inTurn = steps.toSorted((a, b) => a.place - b.place).map(({ blow }): StatusBlow => blow);
  const every = Math.ceil(inTurn.length / ANYWHERE.length);
  return inTurn.flatMap((blow, n): StatusBlow[] => {
    const other = n % every === 0 ? ANYWHERE[n / every] : undefined;
    return other ? [other, blow] : [blow];
  });
}

/** How long Temporal is away. */
const AWAY_MS = 1_000;

/** Strikes, and starts again what fell. @returns where it was hit */
export async function strikeStatus(
  instance: Instance,
  dir: string,
  blow: StatusBlow,
): Promise<string> {
  if (blow.program !== 'temporal') return strike(instance, dir, blow);
  await instance.stopTemporal('SIGKILL');
  await sleep(AWAY_MS);
  await instance.startTemporal();
  return 'temporal at random';
}
