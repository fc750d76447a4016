import { setTimeout as sleep } from 'node:timers/promises';
import { OFFICERS } from '../demonstration/documents.ts';
import type { Instance } from '../instance/options.ts';

/** An officer of the demonstration. */
export type OfficerId = (typeof OFFICERS)[number]['id'];

/** How a decision ended, as its page says. */
export type DecisionOutcome = 'recorded' | 'refused';

/** Long enough for a busy office-worker to come round to an input. */
const PATIENCE_MS = 120_000;
const POLL_MS = 500;

/** Where an officer decides, below the address of the case. */
const PATHS = {
  approve: 'decisions/new?outcome=approve',
  reject: 'decisions/new?outcome=reject&reason=identityNotEstablished',
  suspect: 'decisions/new?outcome=reject&reason=untrueApplication',
  transfer: 'decisions/new?outcome=transfer&route=paperInquiry',
  takeBack: 'decisions/new?outcome=take-back',
  withdraw: 'decisions/new?outcome=withdraw&channel=callBack',
  instruct: 'issuing-instructions/new?',
} as const;

/** Where an officer decides on a request for revocation, below its address. */
const REQUEST_PATHS = {
  emergency:
    'decisions/new?decision=emergency&reason=keyCompromise&result=confirmed&answer=address&answer=portal',
  confirm: 'confirmation?confirmed=yes',
} as const;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', quot: '"', lt: '<', gt: '>' };

const plain = (text: string): string =>
  text
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&(amp|quot|lt|gt);/g, (_, name: string) => ENTITIES[name] ?? '');

/** The form whose tag has this in it; empty if there is none. */
function formIn(html: string, tag: string): string {
  const [form = ''] = new RegExp(`<form[^>]*${tag}.*?</form>`, 's').exec(html) ?? [];
  return form;
}

/** The hidden fields of a form. */
function fieldsOf(form: string): URLSearchParams {
  const inputs = [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of inputs) fields.append(plain(name), plain(value));
  return fields;
}

/** An officer at the console without a browser, who signs with the passkey for development. */
export class StaffClient {
  readonly #origin: string;
  readonly #cookie: string;

  private constructor(origin: string, cookie: string) {
    this.#origin = origin;
    this.#cookie = cookie;
  }

  /** Signs in by the link that the console printed when it started; it serves once. */
  static async signIn(instance: Instance, id: OfficerId): Promise<StaffClient> {
    const name = OFFICERS.find((officer) => officer.id === id)?.name ?? '';
    const links = instance.programs.get('console')?.links ?? {};
    const [, link = ''] = Object.entries(links).find(([label]) => label.startsWith(name)) ?? [];
    const response = await fetch(link);
    const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0]);
    if (!response.ok || cookies.length === 0) throw new Error(`no session for ${id}`);
    return new StaffClient(new URL(link).origin, cookies.join('; '));
  }

  /** Signs a decision as its page shows it. @returns the address of what becomes of it */
  async sign(applicationId: string, act: keyof typeof PATHS): Promise<string> {
    const path = `/certificate-applications/${applicationId}/${PATHS[act]}`;
    const reasons = [...(await this.#page(path)).matchAll(/name="(reason:[^"]+)"/g)];
    const chosen = reasons.map(([, name = '']) => `&${encodeURIComponent(name)}=notationOnly`);
    const html = await this.#page(`${path}${chosen.join('')}`);
    const [form = ''] = /<form[^>]*id="sign".*?<\/form>/s.exec(html) ?? [];
    const inputs = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)];
    const fields = new URLSearchParams();
    for (const [, name = '', value = ''] of inputs) fields.append(plain(name), plain(value));
    fields.set('software', 'yes');
    const response = await this.#send(`/certificate-applications/${applicationId}/decisions`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: this.#origin },
      body: fields.toString(),
    });
    const outcome = response.headers.get('location');
    if (response.status !== 303 || !outcome) throw new Error(`${act} ${response.status}`);
    return outcome;
  }

  /** Waits until the office-worker has judged a decision. */
  async outcomeOf(address: string): Promise<DecisionOutcome> {
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      const [, outcome] = /data-outcome="(recorded|refused)"/.exec(await this.#page(address)) ?? [];
      if (outcome) return outcome as DecisionOutcome;
      await sleep(POLL_MS);
    }
    throw new Error(`${address} is pending`);
  }

  /** Signs and waits; the decision has to be recorded. */
  async decide(applicationId: string, act: keyof typeof PATHS): Promise<void> {
    const outcome = await this.outcomeOf(await this.sign(applicationId, act));
    if (outcome !== 'recorded') throw new Error(`${act} of ${applicationId} was ${outcome}`);
  }

  /** Takes a call about a certificate on the page of an emergency. @returns the request */
  async takeCall(serialNumber: string): Promise<string> {
    const html = await this.#page(`/revocation-requests/emergency?number=${serialNumber}`);
    const [, form = ''] = /data-found="[0-9a-f]+".*?(<form.*?<\/form>)/s.exec(html) ?? [];
    const response = await this.#post('/revocation-requests', fieldsOf(form));
    const [, id = ''] =
      /request=([0-9a-f-]{36})$/.exec(response.headers.get('location') ?? '') ?? [];
    if (response.status !== 303 || id === '') throw new Error(`call ${response.status}`);
    return id;
  }

  /** Signs what is decided of a request; it has to be applied. */
  async decideRequest(requestId: string, act: keyof typeof REQUEST_PATHS): Promise<void> {
    const html = await this.#page(`/revocation-requests/${requestId}/${REQUEST_PATHS[act]}`);
    const fields = fieldsOf(formIn(html, 'id="sign"'));
    fields.set('software', 'yes');
    const path = `/revocation-requests/${requestId}/decisions`;
    const response = await this.#post(path, fields);
    const outcome = response.headers.get('location');
    if (response.status !== 303 || !outcome) throw new Error(`${act} ${response.status}`);
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      const [, said] = /data-outcome="(applied|refused)"/.exec(await this.#page(outcome)) ?? [];
      if (said === 'applied') return;
      if (said) throw new Error(`${act} of ${requestId} was ${said}`);
      await sleep(POLL_MS);
    }
    throw new Error(`${outcome} is pending`);
  }

  /** Proposes an act of two, signed with the passkey for development. @returns its id */
  async propose(kind: string, said: Readonly<Record<string, string>>): Promise<string> {
    const form = fieldsOf(formIn(await this.#page(`/governance-acts/new?kind=${kind}`), 'drafts"'));
    for (const [name, value] of Object.entries(said)) form.set(name, value);
    const draft = await this.#post('/governance-acts/drafts', form);
    if (!draft.ok) throw new Error(`${kind} cannot be proposed: ${draft.status}`);
    const fields = fieldsOf(formIn(await draft.text(), 'action="/governance-acts"'));
    await this.#signAct('/governance-acts', fields);
    return fields.get('act') ?? '';
  }

  /** Proposes a lot of every letter that waits. @returns the lot, or undefined while none waits */
  async proposeLot(): Promise<string | undefined> {
    const form = formIn(await this.#page('/dispatch-lots'), 'action="/dispatch-lots"');
    const fields = fieldsOf(form);
    for (const [, dispatch = ''] of form.matchAll(/name="dispatch" value="([^"]+)"/g)) {
      fields.append('dispatch', plain(dispatch));
    }
    if (!fields.has('dispatch')) return undefined;
    await this.#record('/dispatch-lots', fields);
    return fields.get('lot') ?? '';
  }

  /** Seals a lot that somebody else proposed, with the number of letters that were counted. */
  async sealLot(lot: string, letters: number): Promise<void> {
    const fields = fieldsOf(formIn(await this.#page(`/dispatch-lots/${lot}`), '/seals"'));
    fields.set('letters', String(letters));
    await this.#record(`/dispatch-lots/${lot}/seals`, fields);
  }

  /** The file of a sealed lot, as the print vendor gets it. */
  async vendorFile(lot: string): Promise<Buffer> {
    const path = `/dispatch-lots/${lot}/vendor-file`;
    const response = await this.#send(path, {});
    // A lot without a file leads back to its page.
    if (response.status !== 200) throw new Error(`${path} ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** Imports what the print vendor reports. @returns what became of each row */
  async importConfirmations(csv: string): Promise<string[]> {
    const path = '/dispatch-lots/confirmations';
    const body = new FormData();
    body.set(
      'token',
      fieldsOf(formIn(await this.#page(path), '/confirmations"')).get('token') ?? '',
    );
    body.set('file', new File([csv], 'confirmations.csv', { type: 'text/csv' }));
    const response = await this.#send(path, {
      method: 'POST',
      headers: { origin: this.#origin },
      body,
    });
    if (!response.ok) throw new Error(`${path} ${response.status}`);
    const rows = (await response.text()).matchAll(/data-became="([^"]+)"/g);
    return [...rows].map(([, became = '']) => became);
  }

  /** Approves an act that somebody else proposed. */
  async approveAct(act: string): Promise<void> {
    const fields = fieldsOf(formIn(await this.#page(`/governance-acts/${act}`), 'approvals"'));
    await this.#signAct(`/governance-acts/${act}/approvals`, fields);
  }

  #signAct(path: string, fields: URLSearchParams): Promise<void> {
    fields.set('software', 'yes');
    return this.#record(path, fields);
  }

  /** Sends what is recorded as an input; it has to be applied. */
  async #record(path: string, fields: URLSearchParams): Promise<void> {
    const response = await this.#post(path, fields);
    const outcome = response.headers.get('location');
    if (response.status !== 303 || !outcome) throw new Error(`${path} ${response.status}`);
    if ((await this.outcomeOf(outcome)) !== 'recorded') throw new Error(`${path} was refused`);
  }

  #post(path: string, fields: URLSearchParams): Promise<Response> {
    return this.#send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: this.#origin },
      body: fields.toString(),
    });
  }

  async #page(path: string): Promise<string> {
    const response = await this.#send(path, {});
    if (!response.ok) throw new Error(`${path} ${response.status}`);
    return response.text();
  }

  #send(path: string, { headers, ...init }: RequestInit): Promise<Response> {
    const sent = { ...(headers as Record<string, string>), cookie: this.#cookie };
    return fetch(new URL(path, this.#origin), { ...init, redirect: 'manual', headers: sent });
  }
}
