import { describe, expect, it } from 'vitest';
import { isFromElsewhere } from '../../../../api/console/governance/own-forms.ts';

const ORIGIN = 'https://console.example';

const isForeign = (headers: Record<string, string>): boolean =>
  isFromElsewhere({ header: (name) => headers[name] }, ORIGIN);

describe('isFromElsewhere', () => {
  it.each([
    ['another site', { Origin: 'https://evil.example' }],
    ['another port of the same host', { Origin: 'https://console.example:8443' }],
    ['HTTP', { Origin: 'http://console.example' }],
    ['another site that hides its origin', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
    ['a sibling domain', { Origin: 'null', 'Sec-Fetch-Site': 'same-site' }],
    ['nowhere: typed or dropped', { 'Sec-Fetch-Site': 'none' }],
  ])('refuses %s', (_, headers) => {
    expect(isForeign(headers)).toBe(true);
  });

  it.each([
    ['its own page', { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-origin' }],
    [
      'its own form, which a policy without referrer sends as null',
      { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' },
    ],
    ['a browser that says nothing, whose form has a token', {}],
  ])('accepts %s', (_, headers) => {
    expect(isForeign(headers)).toBe(false);
  });
});
