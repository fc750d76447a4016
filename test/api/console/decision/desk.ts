import { type PasskeyCredential } from '../../../../adapters/webauthn/assertion.ts';
import type { Deciding } from '../../../../api/console/dependencies.ts';
import type { CaseFile } from '../../../../db/inspection/case-file.ts';
import type { Statement } from '../../../../domain/governance/statement.ts';
import { makePasskey, signStatement } from '../../../../simulator/signed-statement.ts';
import { vectors } from '../../../domain/vectors.ts';
import { aCase, CASE_ID, fakeConsole, NOW, signIn, type FakeConsole } from '../fakes.ts';

export const RELYING_PARTY = { origin: 'https://console.example', rpId: 'console.example' };
export const PAGE = `/certificate-applications/${CASE_ID}`;
export const DOSSIER = 'd0'.repeat(32);

/** A case whose name differs in a way that two approvers may judge. */
const FACTS = vectors.cases.find(({ id }) => id === 'explainable-name')?.steps[0]?.facts ?? {};
export const OVERRIDE = 'name.match/variant';

const evaluation = { ...aCase().evaluation, facts: FACTS } as NonNullable<CaseFile['evaluation']>;

export const office = (more: Partial<CaseFile> = {}) => {
  const passkey = makePasskey();
  const nudges: unknown[] = [];
  const deciding: Deciding = {
    relyingParty: RELYING_PARTY,
    passkeys: {
      find: async (officerId, credentialId): Promise<PasskeyCredential | undefined> =>
        officerId === 'officer-03' && credentialId === passkey.credentialId ? passkey : undefined,
    },
    nudge: async (input) => {
      nudges.push(input);
    },
  };
  const console = fakeConsole({}, { deciding });
  console.records.files = [aCase({ evaluation, ...more })];
  console.records.passkeys.kept.set(passkey.credentialId, {
    ...passkey,
    officerId: 'officer-03',
    signatureCounter: 0,
    transports: [],
    label: '青い鍵',
    createdAt: NOW,
    lastUsedAt: null,
    isWithdrawn: false,
  });
  return { console, passkey, nudges };
};

export const get = async (console: FakeConsole, path: string, cookie: string) => {
  const response = await console.app.request(path, { headers: { cookie } });
  return { response, html: await response.text() };
};

export const fieldsOf = (html: string, form: string): URLSearchParams => {
  const [inner = ''] = new RegExp(`<form[^>]*${form}.*?</form>`, 's').exec(html) ?? [];
  const inputs = [...inner.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return new URLSearchParams(
    inputs.map(([, name = '', value = '']): [string, string] => [name, value]),
  );
};

/** What the page asks a passkey with. */
export const requestIn = (html: string): unknown => {
  const [, request = ''] = /data-request="([^"]+)"/.exec(html) ?? [];
  return JSON.parse(request.replaceAll('&quot;', '"'));
};

export const post = (
  console: FakeConsole,
  path: string,
  sent: { cookie: string; body: URLSearchParams },
) =>
  console.app.request(path, {
    method: 'POST',
    headers: { cookie: sent.cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: sent.body.toString(),
  });

export const statement = (more: Partial<Statement>): Statement => ({
  v: 1,
  act: 'approve',
  contentSha256: DOSSIER,
  officer: 'officer-03',
  reasons: [`${OVERRIDE}=notationOnly`],
  role: 'approver',
  subject: CASE_ID,
  terminal: 'test',
  ...more,
});

const answerTo = (said: Statement, passkey: ReturnType<typeof makePasskey>): string => {
  const { credentialId, authenticatorData, clientDataJSON, signature } = signStatement(
    said,
    passkey,
    RELYING_PARTY,
  );
  const response = { authenticatorData, clientDataJSON, signature };
  return JSON.stringify({ id: credentialId, rawId: credentialId, type: 'public-key', response });
};

/** Opens a page, signs, and is ready to send. */
export const sign = async (path: string, said: Statement, more: Partial<CaseFile> = {}) => {
  const { console, passkey, nudges } = office(more);
  const cookie = await signIn(console, 'officer-03');
  const { html } = await get(console, path, cookie);
  const body = fieldsOf(html, 'id="sign"');
  body.set('credential', answerTo(said, passkey));
  const send = () => post(console, `${PAGE}/decisions`, { cookie, body });
  return { console, nudges, cookie, body, html, send };
};
