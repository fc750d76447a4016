import { equationOf, EQUATION_NOS, notEvaluated } from '../../domain/reconciliation/equations.ts';
import { code, page, table } from './markdown.ts';

const INTRODUCTION = `# Reconciliation

For auditors, the 責任を有する者, administrators, and whoever changes \`domain/reconciliation\`. Generated from that data.

Every day at 00:30 in Japan, for the day before, office and room count what their logs and their databases say, each by its own queries in its own database, and
every equation below is held against the figures. A figure counts since the beginning, unless it is said to be of the day. The figures are the columns of
\`db/reconciliation\` (\`office.…\`) and \`enclave/reconciliation/room-queries.ts\` (\`room.…\`).`;

const HOW = `## How

1. The room counts (activity \`countRoom\` on its own task queue), holds what it can tell by itself against its figures, keeps them beside its log, and writes \`signatures.counted\` for each key and \`reconciliation.completed\` into **its own** book. Where a line marked ■ differs, the same act turns its switch \`allSigning\` off (\`switch.set\`, actor \`system\`, the cause names the day and the equation).
2. The office counts its side, compares both, keeps the figures, and writes \`reconciliation.completed\` into the office's book. Where it finds a line marked ■ to differ, number against number, it asks the room to stop; the room does it by itself, and nothing that the office says turns signing on.
3. A room that does not answer within three hours is a difference of every line that needs it: what cannot be counted never passes. Nothing stops for it.

Neither side can make up the other's figures: the document of a day (\`figures/<day>.json\` of an export, evidence \`reconciliationFigures\`) holds the room's figures as they came, and their SHA-256 over
canonical JSON is the \`figuresSha256\` of the room's own entry of that day. Figures hold numbers and ids, no personal data.

What is on its way from one side to the other at midnight is no difference: what passes between both is compared up to the end of the day (by hand, for a day that is not over, up to five minutes ago).

A day found alike again has no second entry; found otherwise it has one, and the newest counts ([why](../decisions/0024-one-entry-a-day-and-outcome.md)). By hand: \`toroku reconcile [--day YYYY-MM-DD]\`. What to do when something differs: [books-differ](../operations/books-differ.md).`;

const LEFT = `## Not evaluated

These equations of the records have no subject yet. They are counted neither as passed nor as failed, and each day's figures name them.`;

/** The page of the daily equations. */
export const reconciliationPage = (): string =>
  page(
    INTRODUCTION,
    HOW,
    '## Equations',
    '■ a difference turns signing off in the room',
    table(
      ['no', 'says', 'checks', 'not looked at yet'],
      EQUATION_NOS.map((no) => {
        const { halts, says, checks, leftOut } = equationOf(no);
        return [
          halts ? `${no} ■` : no,
          `${says.ja} ${says.en}`,
          checks.map(code).join(' · '),
          leftOut ?? '–',
        ];
      }),
    ),
    LEFT,
    table(
      ['no', 'why'],
      Object.entries(notEvaluated).map(([no, why]) => [no, why]),
    ),
  );
