import { describe, expect, it } from 'vitest';
import { draftOfFields } from '../../../../api/console/governance/act-draft.ts';
import { opens } from '../../../../books/commitment.ts';
import { contentOctets } from '../../../../db/governance/dual-control.ts';
import { identitySha256 } from '../../../../db/governance/identities.ts';
import type { CommittedOfficer } from '../../../../domain/governance/access-change.ts';
import { readActContent, type ActContent } from '../../../../domain/governance/act-kinds.ts';
import { keyThumbprint } from '../../../../db/governance/portals.ts';
import { aPortalKey, portalKeyPair } from '../../../portal-keys.ts';
import { fakeConsole, signIn } from '../fakes.ts';

/** An administrator, who may propose about access. */
const ADMINISTRATOR = 'officer-05';

type Fields = Readonly<Record<string, string | readonly string[]>>;
type Language = 'ja' | 'en';

const pairsOf = (fields: Fields): [string, string][] =>
  Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );

const hiddenIn = (html: string, action: string): URLSearchParams => {
  const [form = ''] = new RegExp(`<form[^>]*action="${action}".*?</form>`, 's').exec(html) ?? [];
  const inputs = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return new URLSearchParams(
    inputs.map(([, name = '', value = '']): [string, string] => [name, value]),
  );
};

/** Opens the form of a kind and sends it. */
async function drafted(kind: string, fields: Fields, language: Language = 'ja') {
  const console = fakeConsole({}, {});
  const cookie = `${await signIn(console, ADMINISTRATOR)}; toroku_language=${language}`;
  const opened = await console.app.request(`/governance-acts/new?kind=${kind}`, {
    headers: { cookie },
  });
  const form = await opened.text();
  const body = hiddenIn(form, '/governance-acts/drafts');
  for (const [name, value] of pairsOf(fields)) body.append(name, value);
  const response = await console.app.request('/governance-acts/drafts', {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
  });
  expect(console.records.actInputs).toEqual([]);
  return { status: response.status, form, html: await response.text() };
}

/** What will be signed, as the page would send it back. */
function contentIn(html: string): ActContent | undefined {
  const octets = hiddenIn(html, '/governance-acts').get('content') ?? '';
  return readActContent(JSON.parse(Buffer.from(octets, 'base64url').toString('utf8')));
}

const SHA256 = 'cd'.repeat(32);
const IDENTITY = { issuer: 'https://id.example', subject: 'a-subject' };
const MAPPED = identitySha256(IDENTITY);
const officer = {
  officer: 'officer-20',
  person: 'person-20',
  name: '新居 香',
  role: ['examiner', 'reception'],
};
const mapping = { do: 'mapIdentity', officer: 'officer-20', ...IDENTITY };
const salt = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
const nameCommitment = expect.stringMatching(/^[0-9a-f]{64}$/) as string;

interface Good {
  readonly kind: string;
  readonly fields: Fields;
  readonly change: object;
  /** Terms and values as the page shows them. */
  readonly ja: readonly string[];
  readonly en: readonly string[];
}

const GOOD: Record<string, Good> = {
  'an officer with roles': {
    kind: 'officer',
    fields: officer,
    change: {
      officer: 'officer-20',
      person: 'person-20',
      nameCommitment,
      roles: ['examiner', 'reception'],
    },
    ja: ['担当者の番号', 'officer-20', '氏名', '新居 香', '審査、受付'],
    en: ['Id of the officer', 'officer-20', 'Name', '新居 香', 'Roles'],
  },
  'an officer without roles, with blanks around': {
    kind: 'officer',
    fields: { officer: ' officer-20 ', person: ' person-20 ', name: ' 新居 香 ' },
    change: { officer: 'officer-20', person: 'person-20', nameCommitment, roles: [] },
    ja: ['役割', 'なし'],
    en: ['Roles', 'none'],
  },
  'leave to make a passkey': {
    kind: 'permission',
    fields: { do: 'enrol', officer: 'officer-02', credential: SHA256, issuer: 'x', subject: 'y' },
    change: { do: 'enrol', officer: 'officer-02' },
    ja: ['すること', 'パスキーを1つ作れるようにする'],
    en: ['What is done', 'Let one passkey be made'],
  },
  'an unlocking': {
    kind: 'permission',
    fields: { do: 'unlock', officer: 'officer-02' },
    change: { do: 'unlock', officer: 'officer-02' },
    ja: ['ふたたび入れるようにする'],
    en: ['Let sign in again'],
  },
  'a name that is erased': {
    kind: 'permission',
    fields: { do: 'eraseName', officer: 'officer-02' },
    change: { do: 'eraseName', officer: 'officer-02' },
    ja: ['辞めた人の氏名を消去する'],
    en: ['Erase the name of somebody who left'],
  },
  'a passkey that is withdrawn': {
    kind: 'permission',
    fields: { do: 'withdrawPasskey', officer: 'officer-02', credential: SHA256.toUpperCase() },
    change: { do: 'withdrawPasskey', officer: 'officer-02', credentialSha256: SHA256 },
    ja: ['パスキーを使えなくする', 'パスキーのハッシュ(SHA-256)', SHA256],
    en: ['Withdraw a passkey', 'Hash of the passkey (SHA-256)', SHA256],
  },
  'an identity': {
    kind: 'permission',
    fields: mapping,
    change: {
      do: 'mapIdentity',
      officer: 'officer-20',
      issuer: IDENTITY.issuer,
      identitySha256: MAPPED,
      salt,
    },
    ja: ['IDプロバイダーの利用者と結ぶ', IDENTITY.issuer, '結びのハッシュ', MAPPED],
    en: ['Map an identity of the provider', IDENTITY.issuer, 'Hash of the identity', MAPPED],
  },
  'an identity that is withdrawn': {
    kind: 'permission',
    fields: { ...mapping, do: 'withdrawIdentity' },
    change: { do: 'withdrawIdentity', officer: 'officer-20', identitySha256: MAPPED },
    ja: ['IDプロバイダーとの結びを解く', MAPPED],
    en: ['Withdraw the identity', MAPPED],
  },
  'a terminal': {
    kind: 'terminal',
    fields: { do: 'register', terminal: 'T-09', place: '登録室 9番' },
    change: { do: 'register', terminal: 'T-09', place: '登録室 9番' },
    ja: ['端末の番号', 'T-09', '端末を登録する', '置き場所', '登録室 9番'],
    en: ['Id of the terminal', 'T-09', 'Register the terminal', 'Where it stands', '登録室 9番'],
  },
  'a terminal that is withdrawn': {
    kind: 'terminal',
    fields: { do: 'withdraw', terminal: 'T-09', place: 'somewhere' },
    change: { do: 'withdraw', terminal: 'T-09' },
    ja: ['端末を使えなくする'],
    en: ['Withdraw the terminal'],
  },
};

const KEY = aPortalKey('2026');
const added = {
  do: 'addPortal',
  portal: ' new-portal ',
  name: '新しい窓口',
  keys: JSON.stringify({ keys: [{ ...KEY, use: 'sig', alg: 'ES256' }] }),
  applicationsPerHour: '100',
  requestsPerMinute: '600',
  channel: 'web',
  use: 'sandbox',
};

GOOD['a portal, with its keys as a JWKS'] = {
  kind: 'portal',
  fields: added,
  change: {
    do: 'addPortal',
    portal: 'new-portal',
    name: '新しい窓口',
    keys: [KEY],
    applicationsPerHour: 100,
    requestsPerMinute: 600,
    isWebPortal: true,
    isSandbox: true,
  },
  ja: [
    '受付窓口の番号',
    'new-portal',
    '新しい窓口',
    keyThumbprint(KEY),
    '1分間の要求',
    '600',
    '試験',
  ],
  en: ['Id of the portal', 'new-portal', keyThumbprint(KEY), 'Requests a minute', 'Sandbox'],
};
GOOD['keys that are replaced, as an array'] = {
  kind: 'portal',
  fields: { ...added, do: 'changeKeys', keys: JSON.stringify([KEY]) },
  change: { do: 'changeKeys', portal: 'new-portal', keys: [KEY] },
  ja: ['鍵を入れ替える', keyThumbprint(KEY)],
  en: ['Replace the keys', `2026 ES256 ${keyThumbprint(KEY)}`],
};
GOOD['limits that are changed'] = {
  kind: 'portal',
  fields: { ...added, do: 'changeLimits' },
  change: {
    do: 'changeLimits',
    portal: 'new-portal',
    applicationsPerHour: 100,
    requestsPerMinute: 600,
  },
  ja: ['上限を変える', '1時間の申込み'],
  en: ['Change the limits', 'Applications an hour'],
};
for (const [does, ja, en] of [
  ['closePortal', '閉じる', 'Close it'],
  ['openPortal', 'ふたたび開く', 'Open it again'],
] as const) {
  const fields = { do: does, portal: 'new-portal' };
  GOOD[`a portal: ${does}`] = { kind: 'portal', fields, change: fields, ja: [ja], en: [en] };
}

/** Labels that the form of each kind has. */
const LABELS: Readonly<Record<string, Readonly<Record<Language, readonly string[]>>>> = {
  officer: {
    ja: ['担当者の番号', '氏名', '役割', 'ひとつも選ばなければ'],
    en: ['Id of the officer', 'Name', 'Roles', 'With none, this person can no longer come in.'],
  },
  permission: {
    ja: ['すること', '担当者の番号', 'パスキーのハッシュ', 'IDプロバイダー(issuer)', '利用者(sub)'],
    en: ['What is done', 'Id of the officer', 'Hash of the passkey', 'Subject (sub)'],
  },
  terminal: {
    ja: ['すること', '端末の番号', '置き場所'],
    en: ['What is done', 'Id of the terminal', 'Where it stands'],
  },
  portal: {
    ja: ['すること', '受付窓口の番号', '鍵（JWKの配列か、JWKS）', '入口の種類', '用途'],
    en: ['What is done', 'Id of the portal', 'Keys (an array of JWKs, or a JWKS)', 'Use'],
  },
};

const BAD: readonly (readonly [string, string, Fields])[] = [
  ['no id of an officer', 'officer', { ...officer, officer: ' ' }],
  ['an id with a blank', 'officer', { ...officer, officer: 'officer 20' }],
  ['no person', 'officer', { ...officer, person: ' ' }],
  ['no name', 'officer', { ...officer, name: '' }],
  ['a name with a line end', 'officer', { ...officer, name: '新居\n香' }],
  ['a role that there is not', 'officer', { ...officer, role: ['king'] }],
  ['one role twice', 'officer', { ...officer, role: ['examiner', 'examiner'] }],
  ['roles that nobody holds together', 'officer', { ...officer, role: ['auditor', 'approver'] }],
  ['nothing that is done', 'permission', { officer: 'officer-02' }],
  ['something else that is done', 'permission', { do: 'become', officer: 'officer-02' }],
  ['nobody', 'permission', { do: 'enrol', officer: '' }],
  [
    'half a hash of a passkey',
    'permission',
    { do: 'withdrawPasskey', officer: 'officer-02', credential: 'cd' },
  ],
  ['no provider', 'permission', { ...mapping, issuer: '' }],
  ['a provider that is no URL', 'permission', { ...mapping, issuer: 'id.example' }],
  ['no subject', 'permission', { ...mapping, subject: ' ' }],
  [
    'no subject of what is withdrawn',
    'permission',
    { ...mapping, do: 'withdrawIdentity', subject: '' },
  ],
  [
    'no provider of what is withdrawn',
    'permission',
    { ...mapping, do: 'withdrawIdentity', issuer: '' },
  ],
  ['no id of a terminal', 'terminal', { do: 'withdraw', terminal: '' }],
  ['a terminal without a place', 'terminal', { do: 'register', terminal: 'T-09', place: ' ' }],
  ['a terminal that is enrolled', 'terminal', { do: 'enrol', terminal: 'T-09' }],
  ['a portal without an id', 'portal', { ...added, portal: '' }],
  ['a portal of capitals', 'portal', { ...added, portal: 'Portal' }],
  ['a portal without a name', 'portal', { ...added, name: '' }],
  ['a portal without a key', 'portal', { ...added, keys: '[]' }],
  ['keys that are no JSON', 'portal', { ...added, keys: 'MFkwEwYH' }],
  [
    'a private key of a portal',
    'portal',
    {
      ...added,
      keys: JSON.stringify([
        { kid: 'k', ...portalKeyPair('k').privateKey.export({ format: 'jwk' }) },
      ]),
    },
  ],
  ['a limit in words', 'portal', { ...added, requestsPerMinute: 'many' }],
  ['a limit of nothing', 'portal', { ...added, applicationsPerHour: '0' }],
  ['nothing that is done with a portal', 'portal', { portal: 'new-portal' }],
  ['a date that is none', 'terminal', { do: 'withdraw', terminal: 'T-09', from: 'tomorrow' }],
];

describe.each(['ja', 'en'] as const)('proposing about access in %s', (language) => {
  it.each(Object.keys(GOOD))('shows what will be signed: %s', async (name) => {
    const { kind, fields, change, ...said } = GOOD[name] as Good;
    const { status, form, html } = await drafted(kind, fields, language);
    for (const label of LABELS[kind]?.[language] ?? []) expect(form).toContain(label);
    expect(status).toBe(200);
    expect(contentIn(html)).toMatchObject({ actKind: kind, change });
    for (const text of said[language]) expect(html).toContain(text);
    if (kind === 'permission') expect(html).not.toContain(IDENTITY.subject);
  });

  it.each(BAD)('records nothing for %s, and keeps what was typed', async (_, kind, fields) => {
    const { status, html } = await drafted(kind, fields, language);
    expect(status).toBe(422);
    expect(html).toContain(language === 'ja' ? '何も記録されていません' : 'Nothing is recorded');
    const typed = pairsOf(fields).filter(([name]) => ['officer', 'terminal'].includes(name));
    for (const [name, value] of typed) {
      expect(html).toMatch(new RegExp(`id="act-${name}"[^>]*value="${value}"`));
    }
    const chosen = pairsOf(fields).filter(([name]) => name === 'role');
    for (const [, role] of chosen.filter(([, value]) => value !== 'king')) {
      expect(html).toMatch(new RegExp(`value="${role}"[^>]*checked`));
    }
  });
});

const committed = (html: string) =>
  (contentIn(html)?.change as CommittedOfficer | undefined)?.nameCommitment ?? '';

describe('the name of an officer', () => {
  it('is committed to by another r each time, so that a hash in the book tells no name', async () => {
    const commitments = new Set<unknown>();
    for (let time = 0; time < 2; time += 1) {
      commitments.add(committed((await drafted('officer', officer)).html));
    }
    expect(commitments.size).toBe(2);
  });

  it('goes beside what is signed, and opens the commitment in it', async () => {
    const { html } = await drafted('officer', officer);
    const fields = hiddenIn(html, '/governance-acts');
    const content = Buffer.from(fields.get('content') ?? '', 'base64url');
    expect(content.includes('新居')).toBe(false);
    const [value, r] = [fields.get('name') ?? '', fields.get('r') ?? ''];
    expect(value).toBe('新居 香');
    expect(opens(committed(html), { kind: 'officerName', r, value })).toBe(true);
  });

  it.each([
    ['another name', { name: '別の 人' }],
    ['another r', { r: 'ab'.repeat(32) }],
    ['no r', { r: 'ab' }],
    ['no name', { name: undefined }],
  ])('is refused with %s than what would be signed', async (_, other) => {
    const { html } = await drafted('officer', officer);
    const draft = Object.fromEntries(hiddenIn(html, '/governance-acts'));
    const fields = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...draft, ...other })) {
      if (value !== undefined) fields.set(name, value);
    }
    expect(draftOfFields(fields)).toBeUndefined();
    expect(draftOfFields(new URLSearchParams(draft))?.officerName?.name).toBe('新居 香');
  });

  it('is not proposed any more inside of what is signed, as it was before', () => {
    const { officer: id, person, name } = officer;
    const change = { officer: id, person, name, roles: [], salt: 'ab'.repeat(16) };
    const effectiveFrom = '2026-12-01T00:00:00.000Z';
    const content = { v: 1, actKind: 'officer', effectiveFrom, change } as const;
    const octets = contentOctets(content);
    expect(readActContent(JSON.parse(octets.toString('utf8')))).toEqual(content);
    const fields = new URLSearchParams({ content: octets.toString('base64url') });
    expect(draftOfFields(fields)).toBeUndefined();
  });
});

describe('the forms about access', () => {
  it.each(['officer', 'permission', 'terminal', 'portal'])(
    'of %s is closed to an examiner',
    async (kind) => {
      const console = fakeConsole({}, {});
      const cookie = await signIn(console, 'officer-02');
      const path = `/governance-acts/new?kind=${kind}`;
      const response = await console.app.request(path, { headers: { cookie } });
      expect(await response.text()).toContain('あなたの役割では、この種類を提案できません。');
    },
  );
});
