import type { Hono } from 'hono';
import type { ConsoleEnvironment } from '../../../api/console/environment.ts';
import type { CeremonyRequest } from '../../../simulator/authenticator.ts';

/** Where the consoles of the tests are reached. */
export const SITE = { origin: 'http://console.test', rpId: 'console.test' } as const;

/** What an authenticator may be asked to say wrongly. */
export type Signs = (challenge: string) => object;

/** Options for a passkey that is added to others of its holder. */
export interface AddingOptions {
  readonly challenge: string;
  /** Left out for somebody who has no passkey that a browser can ask. */
  readonly confirm?: { readonly challenge: string; readonly allowCredentials: { id: string }[] };
}

interface Registers {
  register(request: CeremonyRequest): object;
}

/** As much of a browser as passkeys need: cookies, forms, and where it sits. */
export class PasskeyBrowser {
  readonly #app: Hono<ConsoleEnvironment>;
  readonly #cookies = new Map<string, string>();
  readonly #address: string;
  readonly #added: Record<string, string> = {};

  constructor(app: Hono<ConsoleEnvironment>, address = '192.0.2.1') {
    this.#app = app;
    this.#address = address;
  }

  /** Sits at a terminal that shows this. */
  sitAt(cookie: string): this {
    const [name = '', value = ''] = cookie.split('=');
    this.#cookies.set(name, value);
    return this;
  }

  /** What a cookie of this browser says. */
  cookie(name: string): string {
    return this.#cookies.get(name) ?? '';
  }

  /** Sits behind a proxy that says this of it. */
  withHeader(name: string, value: string): this {
    this.#added[name] = value;
    return this;
  }

  get(path: string): Promise<Response> {
    return this.#send(path, {});
  }

  post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    return this.#send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** The token of the page's forms. */
  async token(path: string): Promise<string> {
    const html = await (await this.get(path)).text();
    return /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
  }

  /** The challenge that the page's script gets. */
  async challenge(path: string, token: string, more: Record<string, string> = {}) {
    const response = await this.post(path, { token, ...more });
    return ((await response.json()) as { challenge: string }).challenge;
  }

  /** Signs in as the page does. */
  async signIn(signs: Signs, token?: string): Promise<Response> {
    const own = token ?? (await this.token('/sign-in'));
    const challenge = await this.challenge('/sign-in/passkey/options', own);
    return this.post('/sign-in/passkey', {
      token: own,
      credential: JSON.stringify(signs(challenge)),
    });
  }

  /** Makes a first passkey as the page does. */
  async enrol(
    halves: readonly [string, string],
    authenticator: Registers,
    more: Record<string, string> = {},
  ): Promise<Response> {
    const [first, second] = halves;
    const token = await this.token('/enrol');
    const form = { token, first, second, label: '最初の鍵' };
    const options = await this.post('/enrol/options', form);
    const { challenge = 'none' } = (await options.json()) as { challenge?: string };
    const credential = JSON.stringify(authenticator.register({ challenge, ...SITE }));
    return this.post('/enrol', { ...form, credential, ...more });
  }

  /** Makes this browser a terminal as the page does. */
  async claim([first, second]: readonly [string, string]): Promise<Response> {
    const token = await this.token('/enrol/terminal');
    return this.post('/enrol/terminal', { token, first, second });
  }

  /** What the page's script gets to add a passkey with: what is made, and what confirms it. */
  async adding(token: string, label: string): Promise<AddingOptions> {
    const response = await this.post('/settings/passkeys/options', { token, label });
    return (await response.json()) as AddingOptions;
  }

  /** Registers a passkey as the page does, confirmed by one that its holder has. */
  async register(authenticator: Registers, by: Signs, label = '青い鍵'): Promise<Response> {
    const token = await this.token('/settings');
    const { challenge, confirm } = await this.adding(token, label.trim());
    const credential = JSON.stringify(authenticator.register({ challenge, ...SITE }));
    const confirmation = JSON.stringify(by(confirm?.challenge ?? 'none'));
    return this.post('/settings/passkeys', { token, label, credential, confirmation });
  }

  /** Posts a form of a page as its script completes it: what a passkey signs for it. */
  async confirmed(
    form: { readonly page: string; readonly action: string },
    fields: Record<string, string>,
    by: Signs,
  ): Promise<Response> {
    const token = await this.token(form.page);
    const asked = await this.post(`${form.action}/options`, { token, ...fields });
    const { challenge = 'none' } = (await asked.json()) as { challenge?: string };
    const credential = JSON.stringify(by(challenge));
    return this.post(form.action, { token, ...fields, credential });
  }

  /** Withdraws a passkey as the page does. */
  withdraw(passkey: string, by: Signs): Promise<Response> {
    const form = { page: '/settings', action: '/settings/passkeys/withdrawal' };
    return this.confirmed(form, { passkey }, by);
  }

  /** Draws the half of a code as the page does. */
  draw(act: string, by: Signs): Promise<Response> {
    return this.confirmed({ page: '/staff', action: '/staff/codes' }, { act }, by);
  }

  async #send(path: string, { headers, ...init }: RequestInit): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.#app.request(
      path,
      { ...init, headers: { ...(headers as Record<string, string>), ...this.#added, cookie } },
      { incoming: { socket: { remoteAddress: this.#address } } },
    );
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }
}
