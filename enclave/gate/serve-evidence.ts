import { readCertificate, type X509Certificate } from '../../adapters/x509/certificate.ts';
import { GateRefusal, type Refusal } from './gate-refusal.ts';
import {
  readEvidence,
  type EvidenceReading,
  type ReadingMeans,
  type ReadingTask,
} from './read-evidence.ts';

/** Orders handed to a thread together. */
export interface ReadingMessage {
  /** DER of the anchors, in the first message and whenever they are others than before. */
  readonly anchors?: readonly Uint8Array[] | undefined;
  readonly tasks: readonly (Pick<ReadingTask, 'request' | 'redemptions'> & {
    readonly now: number;
  })[];
}

/** What became of one order; a failure is told without its words, which may be personal. */
export type ReadingAnswer =
  | { readonly reading: EvidenceReading }
  | { readonly refusal: Refusal }
  | { readonly failure: 'unexpected' };

/** The thread's end of its channel. */
export interface ReadingPort {
  on(event: 'message', listener: (message: ReadingMessage) => void): unknown;
  postMessage(answers: string): void;
}

/**
 * Serves readings on a thread: to each message the answers in its order, as one JSON text. A text crosses
 * from thread to thread quicker than the objects in it.
 */
export function serveEvidence(port: ReadingPort, means: ReadingMeans): void {
  let anchors: readonly X509Certificate[] = [];
  port.on('message', (message) => {
    if (message.anchors) anchors = message.anchors.map((der) => readCertificate(Buffer.from(der)));
    const answers = message.tasks.map(({ now, ...asked }): ReadingAnswer => {
      try {
        return { reading: readEvidence(means, { ...asked, now: new Date(now), anchors }) };
      } catch (error) {
        if (!(error instanceof GateRefusal)) return { failure: 'unexpected' };
        return { refusal: { check: error.check, detail: error.detail } };
      }
    });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
    port.postMessage(JSON.stringify(answers));
  });
}
