import type { Said } from './said.ts';

interface Reason {
  readonly what: Said;
  readonly next: Said;
}

/** Why the door did not open, or what happened before it. */
export const door = {
  byProvider: { ja: 'IDプロバイダーでサインイン', en: 'Sign in with the identity provider' },
  byProviderHint: {
    ja: '決定には、そのあともパスキーが要ります。',
    en: 'Decisions still take your passkey afterwards.',
  },
  leaving: {
    title: { ja: 'IDプロバイダーへ移ります', en: 'Going to the identity provider' },
    what: {
      ja: 'サインインのページがIDプロバイダーに変わります。まだサインインしていません。',
      en: 'The page changes to the identity provider. You are not signed in yet.',
    },
    onward: { ja: 'IDプロバイダーを開く', en: 'Open the identity provider' },
  },
  atProvider: {
    ja: 'IDプロバイダーからもサインアウト',
    en: 'Sign out at the identity provider, too',
  },
  reasons: {
    noTerminal: {
      what: {
        ja: 'この端末は登録されていません。ここからはサインインできません。',
        en: 'This terminal is not registered. Nobody signs in from here.',
      },
      next: {
        ja: '登録用端末を使うか、この端末を登録してください(二人の手続です)。',
        en: 'Use a registered terminal, or have this one registered; it takes two people.',
      },
    },
    officerLocked: {
      what: {
        ja: '失敗が続いたため、あなたのサインインを止めています。帳簿に記録しました。',
        en: 'Too many sign-ins failed, so yours is stopped. It is entered in the books.',
      },
      next: {
        ja: '管理者か責任を有する者に、解除を頼んでください(二人の手続です)。',
        en: 'Ask an administrator or a responsible person to unlock it; it takes two people.',
      },
    },
    signedOut: {
      what: { ja: 'サインアウトしました。', en: 'You are signed out.' },
      next: {
        ja: 'IDプロバイダーではまだサインインしています。共用の端末では、そちらも終えてください。',
        en: 'You are still signed in at the identity provider. On a shared terminal, end that, too.',
      },
    },
    providerAway: {
      what: {
        ja: 'IDプロバイダーが応答しません。サインインしていません。',
        en: 'The identity provider does not answer. You are not signed in.',
      },
      next: {
        ja: 'パスキーでサインインするか、しばらくして試してください。',
        en: 'Sign in with your passkey, or try again later.',
      },
    },
    providerMisconfigured: {
      what: {
        ja: 'IDプロバイダーの設定が合っていません。サインインしていません。',
        en: 'The settings of the identity provider do not fit. You are not signed in.',
      },
      next: {
        ja: 'パスキーでサインインし、管理者に知らせてください。',
        en: 'Sign in with your passkey, and tell the administrator.',
      },
    },
    providerRefused: {
      what: {
        ja: 'IDプロバイダーが断りました。サインインしていません。',
        en: 'The identity provider refused. You are not signed in.',
      },
      next: {
        ja: 'もう一度試すか、IDプロバイダーの管理者に尋ねてください。',
        en: 'Try again, or ask whoever runs the identity provider.',
      },
    },
    codeRefused: {
      what: {
        ja: 'IDプロバイダーの確認は、使われたか、期限が過ぎています。サインインしていません。',
        en: 'The provider’s answer was used, or is past. You are not signed in.',
      },
      next: { ja: 'はじめからサインインしてください。', en: 'Sign in from the beginning.' },
    },
    unverified: {
      what: {
        ja: 'IDプロバイダーの答えを確かめられません。サインインしていません。',
        en: 'The provider’s answer cannot be verified. You are not signed in.',
      },
      next: {
        ja: '続くときは、使わずに管理者に知らせてください。',
        en: 'If it happens again, stop and tell the administrator.',
      },
    },
    unknownSubject: {
      what: {
        ja: 'このIDは、担当者として登録されていません。サインインしていません。',
        en: 'This identity is registered for no member of staff. You are not signed in.',
      },
      next: {
        ja: 'パスキーでサインインするか、管理者に登録を頼んでください(二人の手続です)。',
        en: 'Sign in with your passkey, or have it registered; it takes two people.',
      },
    },
    otherBrowser: {
      what: {
        ja: 'このサインインは、このブラウザーで始めたものではありません。',
        en: 'This sign-in was not begun in this browser.',
      },
      next: { ja: 'はじめからサインインしてください。', en: 'Sign in from the beginning.' },
    },
    answerUsed: {
      what: {
        ja: 'この確認は、もう使われています。あらたにサインインはしていません。',
        en: 'This answer has been used. It signed nobody in again.',
      },
      next: { ja: 'はじめからサインインしてください。', en: 'Sign in from the beginning.' },
    },
    busy: {
      what: {
        ja: 'この場所からのサインインが続いています。サインインしていません。',
        en: 'Too many sign-ins began from here. You are not signed in.',
      },
      next: { ja: '1分たってから試してください。', en: 'Try again in a minute.' },
    },
  } as const satisfies Readonly<Record<string, Reason>>,
} as const;
