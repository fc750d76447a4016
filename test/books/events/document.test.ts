import { describe, expect, it } from 'vitest';

import { EVENTS } from '../../../books/events/all-events.ts';
import { eventsAsMarkdown } from '../../../books/events/document.ts';

describe('eventsAsMarkdown', () => {
  const lines = eventsAsMarkdown().split('\n');

  it.each(Object.keys(EVENTS))('has a row for %s', (event) => {
    expect(lines.filter((line) => line.startsWith(`| \`${event}\` |`))).toHaveLength(1);
  });

  it('says of an event what the table says', () => {
    expect(lines).toContain(
      '| `statusConfirmation.made` | O | 2イ J | system | ' +
        '`purpose` s, `result` s, `factsSha256` h, `request` id? | jlisAnswer | chain, jlis |',
    );
    expect(lines).toContain(
      '| `evidence.received` | O | 1ハ, 2イ | portal, officer, vendor, thirdParty | ' +
        '`evidenceKind` evidenceKind, `supplier` s | any | chain |',
    );
    expect(lines).toContain('* 3ホ: `auditResult`, `inspectionReport` (J)');
    expect(lines).toContain('* 2ロ: `massRevocation`');
  });

  it('ends in one newline', () => {
    expect(eventsAsMarkdown()).toMatch(/[^\n]\n$/);
  });
});
