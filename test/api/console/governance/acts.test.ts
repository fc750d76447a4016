import { describe, expect, it } from 'vitest';
import {
  challengeOf,
  readAssertion,
  type PasskeyCredential,
} from '../../../../adapters/webauthn/assertion.ts';
import type { Deciding } from '../../../../api/console/dependencies.ts';
import { sha256Hex } from '../../../../books/canonical-json.ts';
import {
  contentOctets,
  ENDED_BY_OFFICE,
  type DualControlAct,
} from '../../../../db/governance/dual-control.ts';
import { committedName, type OfficerName } from '../../../../db/governance/officer-names.ts';
import type { ActContent } from '../../../../domain/governance/act-kinds.ts';
import type { Statement } from '../../../../domain/governance/statement.ts';
import { makePasskey, signStatement } from '../../../../simulator/signed-statement.ts';
import { fakeConsole, NOW, signIn, type FakeConsole } from '../fakes.ts';

const RELYING_PARTY = { origin: 'https://console.example', rpId: 'console.example' };
const ACT_ID = '019ad7f2-6a10-7c3a-9f10-4d5e6f7081aa';

const content: ActContent = {
  v: 1,
  actKind: 'switchOn',
  effectiveFrom: NOW.toISOString(),
  change: { switch: 'automaticDecisions', cause: 'causeRemoved' },
};

const anAct = (more: Partial<DualControlAct> = {}): DualControlAct => {
  const octets = contentOctets(content);
  return {
    id: ACT_ID,
    actKind: 'switchOn',
    content: octets,
    contentSha256: sha256Hex(octets),
    document: null,
    effectiveFrom: NOW,
    proposedBy: 'officer-03',
    proposedAt: NOW,
    proposedInRoles: ['approver'],
    proposalAssertionSha256: 'a5'.repeat(32),
    approvalAssertionSha256: null,
    approvedBy: null,
    approvedAt: null,
    approvedInRole: null,
    approvedAtTerminal: null,
    effectiveAt: null,
    refusedBy: null,
    refusedAt: null,
    refusalCode: null,
    triedAt: null,
    ...more,
  };
};

const office = () => {
  const passkey = makePasskey();
  const deciding: Deciding = {
    relyingParty: RELYING_PARTY,
    passkeys: {
      find: async (_, credentialId): Promise<PasskeyCredential | undefined> =>
        credentialId === passkey.credentialId ? passkey : undefined,
    },
    nudge: async () => undefined,
  };
  const console = fakeConsole({}, { deciding });
  console.records.storedActs = [anAct()];
  console.records.switchRows = [
    {
      name: 'automaticDecisions',
      isOn: false,
      cause: 'suspectedError',
      changedBy: 'officer-02',
      changedAt: NOW,
    },
  ];
  return { console, passkey };
};

const get = async (console: FakeConsole, path: string, officer: string) => {
  const cookie = await signIn(console, officer);
  const response = await console.app.request(path, { headers: { cookie } });
  return { cookie, response, html: await response.text() };
};

const fieldsOf = (html: string, form: string): URLSearchParams => {
  const [inner = ''] = new RegExp(`<form[^>]*${form}.*?</form>`, 's').exec(html) ?? [];
  const inputs = [...inner.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return new URLSearchParams(
    inputs.map(([, name = '', value = '']): [string, string] => [name, value]),
  );
};

const post = (
  console: FakeConsole,
  path: string,
  { cookie, body }: { readonly cookie: string; readonly body: URLSearchParams },
) =>
  console.app.request(path, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
  });

const answerTo = (said: Statement, passkey: ReturnType<typeof makePasskey>): string => {
  const { credentialId, authenticatorData, clientDataJSON, signature } = signStatement(
    said,
    passkey,
    RELYING_PARTY,
  );
  return JSON.stringify({
    id: credentialId,
    rawId: credentialId,
    type: 'public-key',
    clientExtensionResults: {},
    response: { authenticatorData, clientDataJSON, signature },
  });
};

const statement = (more: Partial<Statement> = {}): Statement => ({
  v: 1,
  act: 'approveAct',
  contentSha256: sha256Hex(contentOctets(content)),
  officer: 'officer-01',
  reasons: [],
  role: 'approver',
  subject: ACT_ID,
  terminal: 'test',
  ...more,
});

describe('the page of an act', () => {
  it('shows what changes, whom it touches and who agreed', async () => {
    const { console } = office();
    const { html } = await get(console, `/governance-acts/${ACT_ID}`, 'officer-01');
    expect(html).toContain('自動決定');
    expect(html).toContain('申込み 12件が対象でした(うち自動の承認 9件)');
    expect(html).toContain('二人目の承認を待っています。提案は長谷部 亮。提案者は承認できません。');
    expect(html).toContain(`data-copy="${sha256Hex(contentOctets(content))}"`);
    expect(html).not.toMatch(/ style=| on[a-z]+=/);
  });

  it('tells its proposer that another person must approve, and who can', async () => {
    const { console } = office();
    const { html } = await get(console, `/governance-acts/${ACT_ID}`, 'officer-03');
    expect(html).toContain(
      'この提案はあなたのものです。承認は別の人がします。いま承認できる人: 三宅 和彦',
    );
    expect(html).not.toContain('/approvals"');
  });

  it('is for another person: a second account of the proposer cannot approve, and is not named', async () => {
    const { console } = office();
    console.records.people = console.records.people.map((each) =>
      each.id === 'officer-01' ? { ...each, person: 'person-03' } : each,
    );
    const { html } = await get(console, `/governance-acts/${ACT_ID}`, 'officer-01');
    expect(html).toContain('この提案はあなたのものです。');
    expect(html).not.toContain('/approvals"');
    expect(html).not.toContain('いま承認できる人: 三宅 和彦');
  });

  it('gives nothing by an account to a person whose accounts do not go together (N10)', async () => {
    const { console } = office();
    console.records.people = console.records.people.map((each) =>
      each.id === 'officer-01'
        ? { ...each, personRoles: [...each.personRoles, 'administrator'] }
        : each,
    );
    const { html } = await get(console, `/governance-acts/${ACT_ID}`, 'officer-01');
    expect(html).toContain('あなたの役割では承認できません。');
    expect(html).not.toContain('/approvals"');
  });

  it('has no approval for a role that the row does not name', async () => {
    const { console } = office();
    const { html } = await get(console, `/governance-acts/${ACT_ID}`, 'officer-02');
    expect(html).toContain('あなたの役割では承認できません。いま承認できる人: 三宅 和彦');
    expect(html).not.toContain('/approvals"');
    expect(html).not.toContain('/refusals"');
  });

  it('says in both languages why it ended by itself, and what to do next', async () => {
    const { console } = office();
    console.records.storedActs = [
      anAct({ refusedBy: ENDED_BY_OFFICE, refusedAt: NOW, refusalCode: 'switchTurnedSince' }),
    ];
    const cookie = await signIn(console, 'officer-01');
    const read = async (more = '') => {
      const headers = { cookie: `${cookie}${more}` };
      const response = await console.app.request(`/governance-acts/${ACT_ID}`, { headers });
      return response.text();
    };
    const japanese = await read();
    expect(japanese).toContain('自動で終わりました。効力はありません。帳簿に記録しました。');
    expect(japanese).toContain('提案のあとに、だれかがこのスイッチを止めました。');
    expect(japanese).toContain('新しく提案してください。');
    expect(japanese).not.toContain('が取りやめ(');
    expect(japanese).not.toContain('/approvals"');
    const english = await read('; toroku_language=en');
    expect(english).toContain('It ended by itself, without effect, and that is in the book.');
    expect(english).toContain('Somebody stopped it after the proposal');
    expect(english).toContain('propose anew if it may go on');
  });

  it('is approved by a passkey over exactly what it shows', async () => {
    const { console, passkey } = office();
    const path = `/governance-acts/${ACT_ID}`;
    const { html, cookie } = await get(console, path, 'officer-01');
    const body = fieldsOf(html, 'action="[^"]+/approvals"');
    body.set('credential', answerTo(statement(), passkey));
    const response = await post(console, `${path}/approvals`, { cookie, body });
    expect(response.status).toBe(303);
    const [input, ...more] = console.records.actInputs;
    expect(more).toEqual([]);
    expect(input).toMatchObject({ kind: 'approve', actId: ACT_ID, officerId: 'officer-01' });
    expect(readAssertion(input?.assertion as Buffer)?.statement).toEqual(statement());
    expect(challengeOf(statement())).toHaveLength(43);
  });

  it.each([
    ['another act', { subject: '019ad7f2-6a10-7c3a-9f10-4d5e6f7081ab' }],
    ['another content', { contentSha256: '0'.repeat(64) }],
    ['a proposal', { act: 'proposeAct' as const }],
  ])('records nothing for a signature over %s', async (_, wrong) => {
    const { console, passkey } = office();
    const path = `/governance-acts/${ACT_ID}`;
    const { html, cookie } = await get(console, path, 'officer-01');
    const body = fieldsOf(html, 'action="[^"]+/approvals"');
    body.set('credential', answerTo(statement(wrong), passkey));
    const response = await post(console, `${path}/approvals`, { cookie, body });
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('署名を確かめられません。何も記録されていません。');
    expect(console.records.actInputs).toEqual([]);
  });

  it('is refused without a passkey, by anybody of the row', async () => {
    const { console } = office();
    const path = `/governance-acts/${ACT_ID}`;
    const { html, cookie } = await get(console, path, 'officer-03');
    const body = fieldsOf(html, 'action="[^"]+/refusals"');
    body.set('code', 'withdrawnByProposer');
    const response = await post(console, `${path}/refusals`, { cookie, body });
    expect(response.status).toBe(303);
    expect(console.records.actInputs).toMatchObject([
      { kind: 'refuse', actId: ACT_ID, code: 'withdrawnByProposer', officerId: 'officer-03' },
    ]);
  });
});

describe('an act that this build cannot read', () => {
  const OTHER = '019ad7f2-6a10-7c3a-9f10-4d5e6f7081ac';
  const withOne = (more: Partial<DualControlAct> = {}) => {
    const { console } = office();
    const octets = Buffer.from('{"v":2}');
    const strange = anAct({ id: OTHER, actKind: 'portalOfLater', content: octets, ...more });
    console.records.storedActs = [strange, anAct()];
    return console;
  };

  it.each([
    ['proposed', {}, '二人目を待つ'],
    ['refused', { refusedBy: 'officer-01', refusedAt: NOW, refusalCode: 'other' }, '取りやめ'],
    ['no JSON at all', { content: Buffer.from([0xff, 0]) }, '二人目を待つ'],
  ])('is listed with its id and state, beside all others: %s', async (_, more, state) => {
    const console = withOne(more);
    const { response, html } = await get(console, '/governance-acts', 'officer-01');
    expect(response.status).toBe(200);
    const row = new RegExp(`<li><div><a href="/governance-acts/${OTHER}">.*?</li>`, 's').exec(html);
    expect(row?.[0]).toContain('portalOfLater');
    expect(row?.[0]).toContain('この版では内容を読めません');
    expect(row?.[0]).toContain(state);
    expect(html).toContain(`href="/governance-acts/${ACT_ID}"`);
  });

  it('keeps no banner from any page', async () => {
    const { response, html } = await get(withOne(), '/keys', 'officer-01');
    expect(response.status).toBe(200);
    expect(html).toContain('二人目の承認を待っています。停止スイッチの再開。');
  });

  it('has a page that says so, in both languages, and nothing to press', async () => {
    const console = withOne();
    const path = `/governance-acts/${OTHER}`;
    const { response, html, cookie } = await get(console, path, 'officer-01');
    expect(response.status).toBe(200);
    expect(html).toContain('この提案の内容を読めません。');
    expect(html).toContain(OTHER);
    expect(html).not.toMatch(/action="[^"]+\/(approvals|refusals)"/);
    const headers = { cookie: `${cookie}; toroku_language=en` };
    const english = await (await console.app.request(path, { headers })).text();
    expect(english).toContain('cannot read the content of this act');
  });

  it('is neither approved nor refused', async () => {
    const console = withOne();
    const { html, cookie } = await get(console, `/governance-acts/${ACT_ID}`, 'officer-01');
    const body = fieldsOf(html, 'action="[^"]+/refusals"');
    body.set('code', 'other');
    for (const what of ['approvals', 'refusals']) {
      const path = `/governance-acts/${OTHER}/${what}`;
      const response = await post(console, path, { cookie, body });
      expect(response.status).toBe(409);
      expect(await response.text()).toContain('この提案の内容を読めません。');
    }
    expect(console.records.actInputs).toEqual([]);
  });
});

const NAMED = committedName('新居 香');

const PROPOSER = { proposedBy: 'officer-05', proposedInRoles: ['administrator'] };

/** An act about an officer, with what lies beside it. */
const anOfficerAct = (beside?: OfficerName, more: Partial<DualControlAct> = {}) => {
  const { console } = office();
  const { nameCommitment } = NAMED;
  const change = { officer: 'officer-20', person: 'person-20', nameCommitment, roles: [] };
  const octets = contentOctets({ ...content, v: 2, actKind: 'officer', change });
  const stored = { actKind: 'officer', content: octets, contentSha256: sha256Hex(octets) };
  console.records.storedActs = [anAct({ ...stored, ...PROPOSER, ...more })];
  if (beside) console.records.officerNames.set(ACT_ID, beside);
  return console;
};

const ENDED = { refusedBy: 'officer-05', refusedAt: NOW, refusalCode: 'notNeeded' };
const APPROVAL = `action="/governance-acts/${ACT_ID}/approvals"`;
const UNREADABLE = {
  ja: '氏名がないか、署名された内容と合いません。',
  en: 'The name is gone or is not the one that was signed for.',
} as const;

describe('the name beside an act about an officer', () => {
  const { name, r } = NAMED;

  it('is shown to whoever approves', async () => {
    const { html } = await get(
      anOfficerAct({ name, r }),
      `/governance-acts/${ACT_ID}`,
      'officer-01',
    );
    expect(html).toContain('<dd>新居 香</dd>');
    expect(html).toContain(APPROVAL);
  });

  it.each<[string, OfficerName | undefined]>([
    ['is gone', undefined],
    ['is another', { name: '別の 人', r }],
    ['has another r', { name, r: 'ab'.repeat(32) }],
    ['has an r that is none', { name, r: 'ab' }],
  ])('that %s is unreadable, and nobody can approve', async (_, beside) => {
    for (const language of ['ja', 'en'] as const) {
      const console = anOfficerAct(beside);
      const cookie = `${await signIn(console, 'officer-01')}; toroku_language=${language}`;
      const headers = { cookie };
      const page = await console.app.request(`/governance-acts/${ACT_ID}`, { headers });
      const html = await page.text();
      expect(html).toContain(UNREADABLE[language]);
      expect(html).toContain(language === 'ja' ? '(読めません)' : '(cannot be read)');
      expect(html).not.toContain('別の 人');
      expect(html).not.toContain(APPROVAL);
      expect(html).toContain(`action="/governance-acts/${ACT_ID}/refusals"`);
      const body = fieldsOf(html, `action="/governance-acts/${ACT_ID}/refusals"`);
      const sent = await post(console, `/governance-acts/${ACT_ID}/approvals`, { cookie, body });
      expect(sent.status).toBe(409);
      expect(await sent.text()).toContain(UNREADABLE[language]);
      expect(console.records.actInputs).toEqual([]);
    }
  });

  it('is said to be overwritten once the act has ended', async () => {
    const console = anOfficerAct(undefined, ENDED);
    const { html } = await get(console, `/governance-acts/${ACT_ID}`, 'officer-01');
    expect(html).toContain('(消去しました)');
    expect(html).not.toContain(UNREADABLE.ja);
  });

  it('goes beside the proposal, and not into its content', async () => {
    const { console, passkey } = office();
    const change = { officer: 'officer-20', person: 'person-20', roles: [] };
    const { nameCommitment } = NAMED;
    const octets = contentOctets({
      ...content,
      v: 2,
      actKind: 'officer',
      change: { ...change, nameCommitment },
    });
    const cookie = await signIn(console, 'officer-05');
    const opened = await console.app.request('/governance-acts/new?kind=officer', {
      headers: { cookie },
    });
    const body = fieldsOf(await opened.text(), 'action="/governance-acts/drafts"');
    const input = '019ad7f2-6a10-7c3a-9f10-4d5e6f7081bb';
    const said = statement({
      act: 'proposeAct',
      contentSha256: sha256Hex(octets),
      officer: 'officer-05',
      role: 'administrator',
    });
    const credential = answerTo(said, passkey);
    const fields = {
      act: ACT_ID,
      input,
      content: octets.toString('base64url'),
      name,
      r,
      credential,
    };
    for (const [field, value] of Object.entries(fields)) body.set(field, value);
    expect((await post(console, '/governance-acts', { cookie, body })).status).toBe(303);
    const [sent] = console.records.actInputs;
    expect(sent).toMatchObject({ actId: ACT_ID, content: octets, officerName: { name, r } });
    expect(octets.includes('新居')).toBe(false);
  });
});

/** The page as the approver sees it, in a language. */
async function outcomeOf(about: unknown, more: object, language: string): Promise<string> {
  const { console } = office();
  const octets = contentOctets(about as ActContent);
  const { actKind } = about as ActContent;
  console.records.storedActs = [anAct({ actKind, content: octets, approvedBy: 'officer-01' })];
  const { acts } = console.records;
  const outcome = { kind: 'approve', officerId: 'officer-01', appliedAt: NOW, refused: null };
  console.records.acts = { ...acts, outcome: async () => ({ ...outcome, ...more }) };
  const cookie = await signIn(console, 'officer-01');
  const path = `/governance-acts/inputs/${ACT_ID}?act=${ACT_ID}`;
  const headers = { cookie: `${cookie}; toroku_language=${language}` };
  return (await console.app.request(path, { headers })).text();
}

describe('what became of an approval', () => {
  const register = { do: 'register', terminal: 'T-09', place: '登録室 9番' } as const;
  const person = { officer: 'officer-20', name: '新居 香', salt: 'ab'.repeat(16) };
  const OPENING = [
    ['lets a passkey be made', 'permission', { do: 'enrol', officer: 'officer-02' }, true],
    ['registers a terminal', 'terminal', register, true],
    ['registers an officer', 'officer', { ...person, roles: ['examiner'] }, true],
    ['takes all roles', 'officer', { ...person, roles: [] }, false],
    ['unlocks', 'permission', { do: 'unlock', officer: 'officer-02' }, false],
    ['withdraws a terminal', 'terminal', { do: 'withdraw', terminal: 'T-09' }, false],
  ] as const;

  it.each(OPENING)('that %s leads to the half of the code', async (...row) => {
    const [, actKind, change, opens] = row;
    const about = { ...content, actKind, change };
    for (const [language, sentence] of [
      ['ja', 'あなたの番号を受け取り'],
      ['en', 'draw your half of the code'],
    ] as const) {
      const html = await outcomeOf(about, {}, language);
      expect(html.includes('href="/staff#h-codes"')).toBe(opens);
      expect(html.includes(sentence)).toBe(opens);
    }
    for (const more of [{ appliedAt: null }, { refused: 'stateMoved' }, { kind: 'refuse' }]) {
      expect(await outcomeOf(about, more, 'ja')).not.toContain('/staff#h-codes');
    }
  });

  it('says what to do next where it has no effect', async () => {
    const about = { ...content, actKind: 'permission', change: OPENING[4][2] };
    const html = await outcomeOf(about, { refused: 'nothingToChange' }, 'ja');
    expect(html).toContain('変えるものがありません。');
    expect(html).toContain('いまの状態を確かめてください。');
  });
});

describe('proposing', () => {
  it('shows what will be signed, and records it signed', async () => {
    const { console, passkey } = office();
    const { html, cookie } = await get(console, '/governance-acts/new', 'officer-01');
    const body = fieldsOf(html, 'action="/governance-acts/drafts"');
    body.set('switch', 'automaticDecisions');
    body.set('cause', 'causeRemoved');
    const draft = await post(console, '/governance-acts/drafts', { cookie, body });
    const page = await draft.text();
    expect(draft.status).toBe(200);
    const sent = fieldsOf(page, 'action="/governance-acts"');
    const subject = sent.get('act') ?? '';
    sent.set('credential', answerTo(statement({ act: 'proposeAct', subject }), passkey));
    const response = await post(console, '/governance-acts', { cookie, body: sent });
    expect(response.status).toBe(303);
    const [input] = console.records.actInputs;
    expect(input).toMatchObject({ kind: 'propose', actId: subject, role: 'approver' });
    expect(input?.content?.equals(contentOctets(content))).toBe(true);
  });

  it('keeps what was typed where it is no document of the kind', async () => {
    const { console } = office();
    const { html, cookie } = await get(
      console,
      '/governance-acts/new?kind=jlisAgreement',
      'officer-01',
    );
    const body = fieldsOf(html, 'action="/governance-acts/drafts"');
    body.set('version', '2026-12');
    body.set('document', '{"v":1,"hours":"always"}');
    const response = await post(console, '/governance-acts/drafts', { cookie, body });
    expect(response.status).toBe(422);
    const shown = await response.text();
    expect(shown).toContain('何も記録されていません。');
    expect(shown).toContain('{&quot;v&quot;:1,&quot;hours&quot;:&quot;always&quot;}');
  });

  it('is not open to whoever may not', async () => {
    const { console } = office();
    const { html } = await get(console, '/governance-acts/new', 'officer-02');
    expect(html).toContain('あなたの役割では、この種類を提案できません。');
  });
});

describe('stopping', () => {
  it('takes one person, a cause and no passkey', async () => {
    const { console } = office();
    const { html, cookie } = await get(console, '/governance-acts', 'officer-02');
    const body = fieldsOf(html, 'action="/governance-acts/stops"');
    body.set('switch', 'portal');
    body.set('subject', 'sample-portal');
    body.set('cause', 'portalTrouble');
    expect((await post(console, '/governance-acts/stops', { cookie, body })).status).toBe(303);
    expect(console.records.actInputs).toMatchObject([
      { kind: 'switchOff', switch: 'portal:sample-portal', code: 'portalTrouble' },
    ]);
  });

  it.each([
    ['a switch that there is not', { switch: 'crl', cause: 'other' }],
    ['one that two turn off', { switch: 'suspension', cause: 'other' }],
    ['no cause', { switch: 'allSigning', cause: '' }],
    ['a form of nobody', { switch: 'allSigning', cause: 'other', token: 'x' }],
  ])('refuses %s', async (_, fields) => {
    const { console } = office();
    const { html, cookie } = await get(console, '/governance-acts', 'officer-02');
    const body = fieldsOf(html, 'action="/governance-acts/stops"');
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    expect((await post(console, '/governance-acts/stops', { cookie, body })).status).toBe(403);
    expect(console.records.actInputs).toEqual([]);
  });
});

describe('the banners', () => {
  it('say on every page what is stopped, and what waits for the reader', async () => {
    const { console } = office();
    const { html } = await get(console, '/keys', 'officer-01');
    expect(html).toContain('自動決定を止めています。すべての申込みが人の審査に来ます。');
    expect(html).toContain('二人目の承認を待っています。停止スイッチの再開。提案は長谷部 亮。');
    const proposers = await get(console, '/keys', 'officer-03');
    expect(proposers.html).not.toContain('あなたは提案者ではないので');
  });

  it('are silent where nothing is', async () => {
    const { console } = office();
    console.records.storedActs = [];
    console.records.switchRows = [];
    const { html } = await get(console, '/keys', 'officer-01');
    expect(html).not.toContain('banner');
  });
});

const draft = async (fields: Readonly<Record<string, string>>) => {
  const { console } = office();
  const [somebody] = console.records.people;
  if (!somebody) throw new Error('nobody works here');
  const custodian = { ...somebody, id: 'custodian-01', name: '桐生 誠', roles: ['custodian'] };
  console.records.people = [...console.records.people, custodian];
  const { cookie, html } = await get(console, '/governance-acts/new?kind=keyState', 'custodian-01');
  const body = fieldsOf(html, 'drafts');
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const response = await post(console, '/governance-acts/drafts', { cookie, body });
  return { status: response.status, form: html, html: await response.text() };
};

describe('the form about an issuer key', () => {
  const KEY = 'ab'.repeat(20);
  it('shows two custodians what they sign, and that the room does it', async () => {
    const { status, form, html } = await draft({ issuerKeyId: KEY, to: 'issuing' });
    expect(form).toContain('発行者の鍵の識別子');
    expect(status).toBe(200);
    expect(html).toContain(KEY);
    expect(html).toContain('発行を始める');
    expect(html).toContain('認証設備室で、鍵の保管者が');
  });

  it.each([
    { issuerKeyId: KEY.slice(1), to: 'issuing' },
    { issuerKeyId: KEY.toUpperCase(), to: 'issuing' },
    { issuerKeyId: KEY, to: 'generated' },
    { issuerKeyId: KEY, to: '' },
  ])('takes nothing that is no step of a key: %o', async (fields) => {
    const { status, html } = await draft(fields);
    expect(status).toBe(422);
    expect(html).toContain('何も記録されていません');
  });
});
