// What a JavaScript module contains, read from its tokens: no parser is needed for so little.

const KEYWORDS = new Set(
  ("async await break case catch class const continue default delete do else export extends false finally for " +
    "from function if import in instanceof let new null of return static super switch this throw true try typeof " +
    "var void while yield").split(" "),
);
const BEFORE_A_BLOCK = ["if", "for", "while", "switch", "catch", "with"];
const TOKEN = new RegExp(
  [
    String.raw`(?<space>\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)`,
    String.raw`(?<name>[\p{L}_$#][\p{L}\p{N}_$]*)`,
    String.raw`(?<number>\d[\w.]*)`,
    String.raw`(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')`,
    String.raw`(?<sign>=>|\?\.(?!\d)|\.\.\.|[^\s])`,
  ].join("|"),
  "uy",
);
const REGEXP = /\/(?:[^\\/[\n]|\\.|\[(?:[^\\\]\n]|\\.)*\])+\/[a-z]*/uy;
const PAIRS = { "(": ")", "[": "]", "{": "}" };

/** Test whether a slash after a token starts a regular expression, not a division. */
function expectsValue(token) {
  if (!token) return true;
  if (token.kind === "name") return KEYWORDS.has(token.text) && token.text !== "this";
  return token.kind === "sign" && ![")", "]", "}"].includes(token.text);
}

/**
 * Split a module into tokens, without comments; a template gives those of its placeholders.
 *
 * @param {string} source
 * @returns {{kind: string, text: string, line: number}[]}
 */
export function tokensOf(source) {
  const tokens = [];
  const open = []; // for each open brace, whether it is of a placeholder
  let [at, line] = [0, 1];
  const add = (kind, text) => {
    tokens.push({ kind, text, line });
    line += text.split("\n").length - 1;
    at += text.length;
  };
  const addTemplate = () => {
    const [text] = /(?:[^\\`$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/uy[Symbol.match](source.slice(at));
    if (text.endsWith("${")) open.push(true);
    add(text.endsWith("${") ? "sign" : "template", text);
  };
  while (at < source.length) {
    REGEXP.lastIndex = TOKEN.lastIndex = at;
    const { groups } = TOKEN.exec(source);
    const [kind, text] = Object.entries(groups).find(([, found]) => found !== undefined);
    if (kind === "space") {
      line += text.split("\n").length - 1;
      at += text.length;
    } else if (text === "`") {
      at += 1;
      addTemplate();
    } else if (text === "/" && expectsValue(tokens.at(-1))) add("regexp", REGEXP.exec(source)[0]);
    else {
      if (text === "{") open.push(false);
      const isPlaceholder = text === "}" && open.pop();
      add(kind, text);
      if (isPlaceholder) addTemplate();
    }
  }
  return tokens;
}

/** Return the index of the bracket that closes the one at an index. */
function closingOf(tokens, start) {
  let depth = 0;
  for (let i = start; i < tokens.length; i++) {
    const { kind, text } = tokens[i];
    if (kind !== "sign") continue;
    if (text in PAIRS || text.endsWith("${")) depth += 1;
    else if (Object.values(PAIRS).includes(text)) depth -= 1;
    if (depth === 0) return i;
  }
  return tokens.length;
}

/** List the indices of the parameters' brackets of all functions and methods, and of `catch`. */
function parameterLists(tokens) {
  return tokens.flatMap(({ kind, text }, start) => {
    if (kind !== "sign" || text !== "(") return [];
    const end = closingOf(tokens, start);
    const [before, after] = [tokens[start - 1], tokens[end + 1]?.text];
    const isBlock = before?.kind === "name" && BEFORE_A_BLOCK.includes(before.text) &&
      before.text !== "catch";
    const isMethod = after === "{" && (before?.kind === "name") && !isBlock;
    return after === "=>" || isMethod ? [[start, end]] : [];
  });
}

/**
 * List the functions of a module that have a body, with their numbers of lines.
 *
 * @param {ReturnType<typeof tokensOf>} tokens
 * @returns {{name: string, lines: number}[]}
 */
export function functionsOf(tokens) {
  return parameterLists(tokens).flatMap(([start, end]) => {
    const body = tokens[end + 1].text === "=>" ? end + 2 : end + 1;
    if (tokens[body]?.text !== "{") return [];
    const before = tokens[start - 1]?.text === "=" ? tokens[start - 2] : tokens[start - 1];
    const lines = tokens[closingOf(tokens, body)].line - tokens[start].line + 1;
    return [{ name: before?.kind === "name" ? before.text : "a function", lines }];
  });
}

/** Collect the names bound by tokens: all but keys and properties. */
function boundNames(tokens) {
  return tokens
    .filter(({ kind }, i) => kind === "name" && tokens[i + 1]?.text !== ":" && tokens[i - 1]?.text !== ".")
    .map(({ text }) => text);
}

/** List the ranges of tokens that a declaration binds: a name or a pattern, and those after commas. */
function declarations(tokens, start) {
  const end = tokens[start].text in PAIRS ? closingOf(tokens, start) : start + 1;
  for (let i = end; i < tokens.length; i++) {
    const { kind, text } = tokens[i];
    if (kind !== "sign") continue;
    if (text in PAIRS || text.endsWith("${")) i = closingOf(tokens, i);
    else if (text === ",") return [[start, end], ...declarations(tokens, i + 1)];
    else if (text === ";" || text === ")") break;
  }
  return [[start, end]];
}

function declaredNames(tokens) {
  const names = new Set();
  const declare = (start, end) => boundNames(tokens.slice(start, end)).forEach((name) => names.add(name));
  parameterLists(tokens).forEach(([start, end]) => declare(start, end));
  tokens.forEach(({ kind, text }, i) => {
    if (text === "=>" && tokens[i - 1].kind === "name") names.add(tokens[i - 1].text);
    if (kind !== "name" || tokens[i - 1]?.text === ".") return;
    if (["function", "class"].includes(text)) names.add(tokens[i + 1].text);
    if (["const", "let", "var"].includes(text)) {
      declarations(tokens, i + 1).forEach((range) => declare(...range));
    }
    if (["import", "export"].includes(text) && tokens[i + 1]?.text === "{") {
      declare(i + 1, closingOf(tokens, i + 1));
    }
  });
  return names;
}

/**
 * List the names that a module uses but does not declare, once each.
 *
 * @param {ReturnType<typeof tokensOf>} tokens
 * @returns {string[]}
 */
export function globalsOf(tokens) {
  const declared = declaredNames(tokens);
  const used = tokens.filter(({ kind, text }, i) => {
    const [before, after] = [tokens[i - 1]?.text, tokens[i + 1]?.text];
    if (kind !== "name" || KEYWORDS.has(text) || declared.has(text)) return false;
    const isKey = ["{", ",", "get"].includes(before) && (after === ":" || isMethod(tokens, i));
    return ![".", "?."].includes(before) && !isKey;
  });
  return [...new Set(used.map(({ text }) => text))];
}

function isMethod(tokens, i) {
  return tokens[i + 1]?.text === "(" && tokens[closingOf(tokens, i + 1) + 1]?.text === "{";
}
