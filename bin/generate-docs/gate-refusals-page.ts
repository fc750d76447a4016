import { gateRefusals } from '../../api/console/words/gate-refusals.ts';
import { gateChecks, isTriedAgain, type OrderRefusal } from '../../domain/issuance/order-states.ts';
import { code, page, table } from './markdown.ts';

const INTRODUCTION = `# Why an order stands still at the room

For approvers and administrators; generated from the words of the console (\`api/console/words/gate-refusals.ts\`) and the checks of the gate (\`domain/issuance/order-states.ts\`).

The gate of the room decides each order again. A refusal is an answer: it stands in the room's book as \`gate.refused\` with the order, the check and a detail in codes, and on the case as \`gate/<check>\`. What passes by itself is asked again every minute; what does not is parked, stands first in the queue's view 置いてある (\`/queue?view=parked\`), and is withdrawn, taken back, or let go by \`toroku ask-room-again --case ID\` once its cause is gone. Letting go decides nothing: the room judges anew, and the office verifies what comes back.`;

const MISMATCH = `## certificateMismatch

The office's own word, and the one that is not in the room's book: any program that may poll the task queue \`enclave-issue\` can answer in place of the room. The office reads a certificate that comes back and compares it with what was decided: the issuer's signature under the CA certificate in its register, serial number, key, subject, validity from notBefore and months, key identifiers, key usage, extensions and places of publication. What differs, what cannot be read, and a refusal by a check that there is not park the case; nothing of the answer is stored.

1. Stop issuing: \`allSigning\` off in the room, or stop the enclave-worker. Keep Temporal's history of the run, and the pack of the case.
2. Look who polls \`enclave-issue\` (\`temporal task-queue describe\`): the room's enclave-worker and nobody else. Change the credentials of whoever else could.
3. Look in the room's book for \`issuance.intended\` of the order. With an intent the room has made, or will make, the genuine certificate; without one it was never asked.
4. If nobody else answered, the room and the office disagree: another CA certificate in the office's register, a profile that is not this one, a row of the office's database that was changed. Mend it.
5. \`toroku ask-room-again --case ID\`: the room answers with the certificate that it has, or makes it.`;

const rowOf = (check: OrderRefusal): string[] => {
  const { means, next } = gateRefusals[check];
  const then = isTriedAgain(check) ? 'tried again' : 'parked';
  return [code(check), `${means.ja}<br>${means.en}`, `${next.ja}<br>${next.en}`, then];
};

/** The page of all refusals, in the words that staff read in the console. */
export const gateRefusalsPage = (): string =>
  page(
    INTRODUCTION,
    table(
      ['check', 'what it means', 'what to do', 'then'],
      [...(Object.keys(gateChecks) as OrderRefusal[]), 'certificateMismatch' as const].map(rowOf),
    ),
    MISMATCH,
  );
