import { greyOf, type PointData, type PointRenderer, pointSize } from './point-renderer.ts'

const VERTEX = `#version 300 es
in vec2 place; in vec3 colour; in float selected;
uniform vec2 middle; uniform vec2 reach; uniform float size; uniform bool greyed; uniform bool front; uniform vec3 grey;
out vec3 shown;
void main() {
  bool chosen = selected > 0.5;
  shown = greyed && !chosen ? grey : colour;
  gl_PointSize = size * (greyed && chosen ? 1.5 : 1.0);
  gl_Position = (greyed && chosen != front) ? vec4(2.0, 2.0, 0.0, 1.0) : vec4((place - middle) * reach, 0.0, 1.0);
}`

const FRAGMENT = `#version 300 es
precision mediump float;
in vec3 shown; out vec4 result;
void main() {
  float d = length(gl_PointCoord - 0.5);
  float a = 1.0 - smoothstep(0.4, 0.5, d);
  result = vec4(shown, 1.0) * a * 0.85;
}`

/** Points in one or two draw calls; undefined where this browser has no WebGL 2. */
export function webglRenderer(canvas: HTMLCanvasElement): PointRenderer | undefined {
  const gl = canvas.getContext('webgl2', { antialias: false, premultipliedAlpha: true })
  const program = gl && linkProgram(gl)
  if (!gl || !program) return undefined
  gl.useProgram(program)
  const uniform = (name: string) => gl.getUniformLocation(program, name)
  const names = ['middle', 'reach', 'size', 'greyed', 'front', 'grey'] as const
  const at = Object.fromEntries(names.map((name) => [name, uniform(name)]))
  const attribute = (name: string, width: number, type: number, normalized: boolean) => {
    const location = gl.getAttribLocation(program, name)
    const buffer = gl.createBuffer()
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
    gl.enableVertexAttribArray(location)
    gl.vertexAttribPointer(location, width, type, normalized, 0, 0)
    return buffer
  }
  const buffers = {
    points: attribute('place', 2, gl.FLOAT, false),
    rgb: attribute('colour', 3, gl.UNSIGNED_BYTE, true),
    selected: attribute('selected', 1, gl.UNSIGNED_BYTE, false),
  }
  gl.enable(gl.BLEND)
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
  let count = 0
  let greyed = false
  return {
    kind: 'webgl',
    setData: (data: PointData) => {
      for (const name of ['points', 'rgb', 'selected'] as const) {
        gl.bindBuffer(gl.ARRAY_BUFFER, buffers[name])
        gl.bufferData(gl.ARRAY_BUFFER, data[name], gl.STATIC_DRAW)
      }
      count = data.points.length / 2
      greyed = data.anySelected
    },
    draw: (camera, size, dark) => {
      const ratio = devicePixelRatio
      canvas.width = Math.round(size.width * ratio)
      canvas.height = Math.round(size.height * ratio)
      gl.viewport(0, 0, canvas.width, canvas.height)
      gl.clearColor(0, 0, 0, 0)
      gl.clear(gl.COLOR_BUFFER_BIT)
      gl.uniform2f(at['middle'] ?? null, camera.x, camera.y)
      gl.uniform2f(
        at['reach'] ?? null,
        (2 * camera.scale) / size.width,
        (2 * camera.scale) / size.height,
      )
      gl.uniform1f(at['size'] ?? null, pointSize(count, camera, size) * ratio)
      gl.uniform1i(at['greyed'] ?? null, Number(greyed))
      const [r, g, b] = greyOf(dark)
      gl.uniform3f(at['grey'] ?? null, r / 255, g / 255, b / 255)
      for (const front of greyed ? [0, 1] : [1]) {
        gl.uniform1i(at['front'] ?? null, front)
        gl.drawArrays(gl.POINTS, 0, count)
      }
    },
    destroy: () => {
      for (const buffer of Object.values(buffers)) gl.deleteBuffer(buffer)
      gl.deleteProgram(program)
    },
  }
}

function linkProgram(gl: WebGL2RenderingContext): WebGLProgram | undefined {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type)
    if (!shader) return undefined
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : undefined
}
