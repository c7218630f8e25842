// Requests to the program that served this page.

/** An answer's JSON; throws an Error with the program's own sentence. */
export async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("The dashboard's program does not answer. Is it still running?");
  }
  const text = await response.text();
  let answer = null;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error(response.ok ? "The answer was no JSON." : "Refused: open the link that was printed at the start again.");
  }
  if (!response.ok) throw new Error(answer.message ?? `Refused (${response.status}).`);
  return answer;
}

/** A request to the stream; throws an Error with its refusal. */
export async function control(cmd, args = {}) {
  const reply = await ask("/api/control", { cmd, args });
  if (!reply.ok) throw new Error(reply.message ?? reply.error ?? "The stream refused.");
  return reply;
}

/** Follows the stream: `message(object)`, `picture(object, ImageBitmap)`, `connection(isOpen)`. Returns a function that ends it. */
export function follow({ message, picture, connection }) {
  let socket = null;
  let isOver = false;
  let wait = 500;
  let timer = 0;
  const decoder = new TextDecoder();
  const newest = new Map();

  function connect() {
    socket = new WebSocket(`ws://${location.host}/api/live`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      wait = 500;
      connection(true);
    };
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") message(JSON.parse(data));
      else show(data);
    };
    socket.onclose = () => {
      if (isOver) return;
      connection(false);
      timer = setTimeout(connect, wait);
      wait = Math.min(5000, wait * 2);
    };
  }

  // Pictures are decoded one at a time for each camera; while one is, only the newest waits.
  async function show(buffer) {
    const length = new DataView(buffer).getUint32(0);
    const seen = JSON.parse(decoder.decode(new Uint8Array(buffer, 4, length)));
    const isBusy = newest.has(seen.camera);
    newest.set(seen.camera, [seen, buffer, length]);
    if (isBusy) return;
    while (newest.get(seen.camera)) {
      const [about, bytes, start] = newest.get(seen.camera);
      newest.set(seen.camera, null);
      try {
        const image = await createImageBitmap(new Blob([new Uint8Array(bytes, 4 + start)], { type: "image/jpeg" }));
        if (!isOver) picture(about, image);
      } catch {
        // A damaged picture: the next one comes in a moment.
      }
    }
    newest.delete(seen.camera);
  }

  connect();
  return () => {
    isOver = true;
    clearTimeout(timer);
    socket.close();
  };
}
