/** Prints the table of events as a page: the only list of entries besides the code itself. */

import { EVENT_SECTIONS } from './all-events.ts';
import { ACT_KINDS, DOCUMENT_TYPES } from './governed.ts';
import { EVIDENCE_KINDS, ITEMS, type EventRow, type Item } from './row.ts';

const INTRODUCTION = `# Entries of the books

For whoever writes, reads or audits an entry. Generated from the table of events in \`books/events\`.

* Log: O = office, E = enclave (the room), B = the log in which the act happens.
* Item: place in 規則12条1項. An entry carries the items that its case calls for. J: no item names
  the act; it stands where an inspector would look for it.
* Data: \`h\` SHA-256 in hexadecimal · \`c\` commitment · \`id\` UUID · \`t\` time
  \`YYYY-MM-DDTHH:MM:SS.sssZ\` · \`n\` integer from 0 · \`s\` code or id · \`b\` boolean · \`day\`
  \`YYYY-MM-DD\` in Japan · \`hex40\` serial number or issuer key id, 40 hexadecimal digits ·
  \`o\` order · \`[x]\` list of x · \`?\` may be absent.
* Kept: how long what lies beside the entry is kept. The entry itself stays as long as the log.
`;

const dataCell = (data: EventRow['data']): string =>
  Object.entries(data)
    .map(([name, type]) => `\`${name}\` ${type}`)
    .join(', ');

function evidenceCell({ evidence }: EventRow): string {
  if (evidence === undefined) return '–';
  return evidence.length === EVIDENCE_KINDS.length ? 'any' : evidence.join(', ');
}

function tableRow(event: string, row: EventRow): string {
  const cells = [
    `\`${event}\``,
    row.log,
    `${row.items.join(', ')}${row.byJudgement === true ? ' J' : ''}`,
    row.actors.join(', '),
    dataCell(row.data),
    evidenceCell(row),
    row.kept.join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

const sectionText = ({ title, events }: (typeof EVENT_SECTIONS)[number]): string =>
  [
    `## ${title}`,
    '',
    '| event | log | item | actors | data | evidence | kept |',
    '|---|---|---|---|---|---|---|',
    ...Object.entries(events).map(([event, row]) => tableRow(event, row)),
    '',
  ].join('\n');

/** A line for each item that has some: which codes belong to it. */
const byItem = (codes: readonly { readonly code: string; readonly item: Item }[]): string =>
  ITEMS.flatMap((item) => {
    const its = codes.filter((each) => each.item === item).map(({ code }) => code);
    return its.length === 0 ? [] : [`* ${item}: ${its.join(', ')}`];
  }).join('\n');

function governedText(): string {
  const types = Object.entries(DOCUMENT_TYPES).map(([type, { item, ...rest }]) => ({
    code: `\`${type}\`${'byJudgement' in rest ? ' (J)' : ''}`,
    item,
  }));
  const kinds = Object.entries(ACT_KINDS).map(([kind, item]) => ({ code: `\`${kind}\``, item }));
  return `## Types of documents\n\n${byItem(types)}\n\n## Kinds of acts\n\n${byItem(kinds)}\n`;
}

/**
 * The page of all events in Markdown, ending in a newline. The same code gives the same page, so a
 * committed copy can be tested for freshness.
 */
export const eventsAsMarkdown = (): string =>
  [INTRODUCTION, ...EVENT_SECTIONS.map(sectionText), governedText()].join('\n');
