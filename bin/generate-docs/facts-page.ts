import { conditionText } from '../../domain/decision/condition-text.ts';
import { vocabulary1 } from '../../domain/decision/facts.ts';
import type { FactDefinition, RoomSource, Vocabulary } from '../../domain/decision/vocabulary.ts';
import { revocationVocabulary } from '../../domain/revocation/facts.ts';
import { code, page, table } from './markdown.ts';

const INTRODUCTION = `# Facts

For whoever writes a rule, an extractor or a page that shows findings. Generated from \`domain/decision/facts.ts\` and
\`domain/revocation/facts.ts\`.

A fact is a code, a count, an age in minutes or months, or a sorted set of codes; never a name, an address or a number that
belongs to a person. A fact is there exactly when its condition in the column "when" holds. A fact that is missing, that is there
without being due, that has a value outside its list, or that contradicts another, makes \`facts.complete\` wait; no other rule is
tried then. The hash that stands in the books is the SHA-256 of \`{"facts":{…},"v":1}\` in canonical JSON.`;

const ROOM_HEADING = `## Where the room takes a fact from

Before it signs, the room decides again with facts of its own. A fact that it finds otherwise than the office did stops the gate
(\`factsDiffer\`), save those that time moves, and \`jlisMethod\`: it signs on the answer by OCSP alone, so where the office says
both its own is ocsp.`;

const ROOM: Readonly<Record<RoomSource, string>> = {
  evidence: 'extracts it again from the evidence, fetched by hash',
  register: 'reads it from its own registers, which custodians fill',
  checklist: "reads an officer's checklist under that officer's assertion",
  evidenceOrChecklist: 'from signed evidence on the electronic routes, from a checklist on paper',
  officeWord:
    "believes the office; the word is bound by the dossier's hash and checked by the auditor",
};

const valuesOf = (definition: FactDefinition): string => {
  switch (definition.type) {
    case 'boolean':
      return 'true, false';
    case 'integer':
      return 'integer from 0';
    case 'set':
      return `set of ${definition.values.join(' · ')}`;
    default:
      return definition.values.join(' · ');
  }
};

const rowOf = ([id, definition]: [string, FactDefinition]): string[] => [
  code(id),
  valuesOf(definition),
  definition.when === undefined ? 'always' : conditionText(definition.when),
  definition.from.join(', '),
  definition.room ?? '–',
];

const factsOf = ({ facts }: Vocabulary): string =>
  table(['fact', 'values', 'when', 'from', 'room'], Object.entries(facts).map(rowOf));

const contradictionsOf = ({ contradictions }: Vocabulary): string =>
  contradictions.map(({ id, when }) => `- ${id}: ${code(conditionText(when))}`).join('\n');

/** The page of both vocabularies. */
export const factsPage = (): string =>
  page(
    INTRODUCTION,
    ROOM_HEADING,
    table(
      ['room', 'what it does'],
      Object.entries(ROOM).map(([source, text]) => [code(source), text]),
    ),
    `## Facts of an application (\`${vocabulary1.id}\`)`,
    factsOf(vocabulary1),
    '### Facts that contradict each other',
    contradictionsOf(vocabulary1),
    `## Facts of a revocation request (\`${revocationVocabulary.id}\`)`,
    factsOf(revocationVocabulary),
  );
