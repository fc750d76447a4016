import type { ChainKeys, Ring } from './chain-keys.ts';
import type { CaseChain } from './evidence-store.ts';
import type { EvidenceInput, EvidenceReference } from './packs.ts';

/** What the thread that keeps evidence is asked: to make a chain of these keys, or to keep what one act brought. */
export type KeepingTask =
  | { readonly chainId: string; readonly keys: ChainKeys }
  | { readonly at: CaseChain; readonly objects: readonly EvidenceInput[] };

/** What it answers: how entries name what is kept, or its failure as far as one crosses. */
export type KeepingAnswer =
  | { readonly id: number; readonly kept: readonly EvidenceReference[] }
  | { readonly id: number; readonly failure: { readonly message: string; readonly code: unknown } };

interface Part {
  readonly kind: string;
  readonly ring: Ring | 'none';
  readonly size: number;
}

interface Envelope {
  readonly id: number;
  readonly chainId: string;
  /** Left out where a chain is made: then the parts are its keys. */
  readonly caseId?: string;
  readonly parts: readonly Part[];
}

/**
 * Tasks on their way. Their octets lie in one buffer, which changes hands: small buffers lie in a pool, which would be
 * copied whole for each of them.
 */
export interface KeepingMessage {
  readonly envelopes: readonly Envelope[];
  readonly octets: Uint8Array<ArrayBuffer>;
}

/** A task and the number of its answer. */
export interface NumberedTask {
  readonly id: number;
  readonly task: KeepingTask;
}

const objectsOf = (task: KeepingTask): readonly EvidenceInput[] =>
  'objects' in task
    ? task.objects
    : [
        { kind: 'chain', ring: 'chain', octets: task.keys.chain },
        { kind: 'jlis', ring: 'jlis', octets: task.keys.jlis },
      ];

/** Puts tasks into a message. */
export function messageOf(tasks: readonly NumberedTask[]): KeepingMessage {
  const all = tasks.flatMap(({ task }) => objectsOf(task));
  const octets = new Uint8Array(all.reduce((sum, each) => sum + each.octets.length, 0));
  let at = 0;
  for (const each of all) {
    octets.set(each.octets, at);
    at += each.octets.length;
  }
  const envelopes = tasks.map(({ id, task }) => ({
    id,
    ...('objects' in task ? task.at : { chainId: task.chainId }),
    parts: objectsOf(task).map((o) => ({ kind: o.kind, ring: o.ring, size: o.octets.length })),
  }));
  return { envelopes, octets };
}

/** Takes the tasks out of a message. */
export function tasksOf({ envelopes, octets }: KeepingMessage): NumberedTask[] {
  let at = 0;
  const next = (size: number): Buffer => {
    at += size;
    return Buffer.from(octets.buffer, octets.byteOffset + at - size, size);
  };
  return envelopes.map(({ id, chainId, caseId, parts }) => {
    const objects = parts.map(({ kind, ring, size }) => ({ kind, ring, octets: next(size) }));
    if (caseId !== undefined) return { id, task: { at: { caseId, chainId }, objects } };
    const [chain = Buffer.alloc(0), jlis = Buffer.alloc(0)] = objects.map((each) => each.octets);
    return { id, task: { chainId, keys: { chain, jlis } } };
  });
}
