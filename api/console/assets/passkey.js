// Passkeys. A form with data-passkey is completed by the browser's prompt: what to ask for comes from
// data-options, the answer goes into the field `credential`, and then the form is sent like any other.

const reasonOf = (error) =>
  ({
    NotAllowedError: 'cancelled',
    AbortError: 'cancelled',
    InvalidStateError: 'known',
    SecurityError: 'place',
    Place: 'place',
    NotSupportedError: 'unsupported',
    Refused: 'refused',
    Busy: 'busy',
    Unsupported: 'unsupported',
  })[error?.name] ?? 'unreachable';

const failure = (name) => Object.assign(new Error(name), { name });

function say(form, name) {
  for (const each of form.querySelectorAll('[data-said]')) each.hidden = each.dataset.said !== name;
}

const canDo = (does) =>
  typeof PublicKeyCredential === 'function' &&
  typeof (does === 'create'
    ? PublicKeyCredential.parseCreationOptionsFromJSON
    : PublicKeyCredential.parseRequestOptionsFromJSON) === 'function';

async function optionsOf(form) {
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.dataset.options, { method: 'POST', body });
  // A session that has ended leads to the door.
  if (answer.ok && !answer.redirected) return answer.json();
  throw failure(answer.status === 429 ? 'Busy' : 'Refused');
}

async function credentialOf(form) {
  const does = form.dataset.passkey;
  // No browser makes passkeys for an address of digits.
  if (/^[\d.]+$|^\[/.test(location.hostname)) throw failure('Place');
  if (!canDo(does)) throw failure('Unsupported');
  const options = await optionsOf(form);
  return does === 'create'
    ? navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
      })
    : navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
      });
}

async function complete(form) {
  // A second press while the prompt is open would close it.
  if (form.dataset.busy !== undefined) return;
  form.dataset.busy = '';
  say(form, 'prompting');
  try {
    const credential = await credentialOf(form);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    say(form, reasonOf(error));
  } finally {
    delete form.dataset.busy;
  }
}

addEventListener('submit', (event) => {
  if (!event.target.matches('form[data-passkey]')) return;
  event.preventDefault();
  void complete(event.target);
});

// Gone back to: an answer is good once.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.elements.credential.value = '';
    say(form, '');
  }
});
